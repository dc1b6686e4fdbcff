import { useEffect, useState } from 'react';
import { navigate, useQuery } from './address.ts';
import { askBeforeLeaving } from './leaving.ts';

export interface Leaving {
  /** Whether somebody is about to leave, and is to be asked. */
  readonly asked: boolean;
  /** Goes there, once that is agreed to where there is something to lose. */
  go(to: string): void;
  stay(): void;
  leave(): void;
}

/** As long as there is something to lose, holds whoever is about to leave the view, to be asked first. */
export function useLeaving(hasToLose: boolean): Leaving {
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const query = useQuery();
  // biome-ignore lint/correctness/useExhaustiveDependencies: staying is at the address as it is now
  useEffect(() => {
    if (hasToLose) return askBeforeLeaving((go) => setLeave(() => go));
  }, [hasToLose, query]);
  return {
    asked: leave !== null,
    go: (to) => (hasToLose ? setLeave(() => () => navigate(to)) : navigate(to)),
    stay: () => setLeave(null),
    leave: () => leave?.(),
  };
}
