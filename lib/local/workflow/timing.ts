/** The longest delay a timer takes. */
const longest = 2 ** 31 - 1;

/** Calls back after any number of milliseconds; the result cancels it. */
export function after(milliseconds: number, callback: () => void): () => void {
  const deadline = Date.now() + milliseconds;
  let timer: NodeJS.Timeout;
  const arm = () => {
    const rest = deadline - Date.now();
    timer = rest > longest ? setTimeout(arm, longest) : setTimeout(callback, Math.max(0, rest));
  };
  arm();
  return () => clearTimeout(timer);
}

/** Resolves after `milliseconds`, at once when that is not positive. @throws the signal's reason when it is aborted before */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return;
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** A controller that is aborted with its parent; `release` when the work is over. */
export function child(parent: AbortSignal): { readonly controller: AbortController; readonly release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(parent.reason);
  if (parent.aborted) abort();
  else parent.addEventListener('abort', abort, { once: true });
  return { controller, release: () => parent.removeEventListener('abort', abort) };
}
