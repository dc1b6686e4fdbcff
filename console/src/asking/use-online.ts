import { useEffect } from 'react';

/** What broke for want of a network goes on with it. */
export function useOnline(error: unknown, again: () => void): void {
  useEffect(() => {
    if (error === null) return;
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [error, again]);
}
