/**
 * Breaks a command off in order: what was done is kept. The same signal may come twice, from the terminal or a supervisor
 * and again through the launcher, so a second one is no hurry.
 */
export function onSignals(stop: () => void = () => undefined): { readonly signal: AbortSignal; ignore(): void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const controller = new AbortController();
  const onSignal = (): void => {
    controller.abort();
    stop();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    ignore: () => {
      for (const signal of signals) process.removeListener(signal, onSignal);
    },
  };
}
