/**
 * Breaks the run off in order: what was done is kept. The same signal may come twice, from the terminal or a supervisor
 * and again through the launcher, so a second one is no hurry.
 */
export function onSignals(stop: () => void): { wanted(): boolean; ignore(): void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let wanted = false;
  const onSignal = (): void => {
    wanted = true;
    stop();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    wanted: () => wanted,
    ignore: () => {
      for (const signal of signals) process.removeListener(signal, onSignal);
    },
  };
}
