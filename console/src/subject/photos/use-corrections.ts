import { useRef, useState } from 'react';
import type { Painting } from '../../masks/painting.ts';

/** The masks that were opened, by the photo's id, and which of them are others than they came. */
export interface Corrections {
  readonly paintings: ReadonlyMap<string, Painting>;
  readonly corrected: ReadonlySet<string>;
  /** Grows with each change. */
  readonly turn: number;
  opened(photo: string, painting: Painting): void;
  /** To be told of each change of a painting. */
  changed(): void;
}

export function useCorrections(): Corrections {
  const paintings = useRef(new Map<string, Painting>());
  const [known, setKnown] = useState({ corrected: new Set<string>(), turn: 0 });

  function changed(): void {
    const corrected = [...paintings.current].filter(([, painting]) => painting.corrected).map(([photo]) => photo);
    setKnown(({ turn }) => ({ corrected: new Set(corrected), turn: turn + 1 }));
  }

  return {
    paintings: paintings.current,
    ...known,
    changed,
    opened: (photo, painting) => {
      paintings.current.set(photo, painting);
      changed();
    },
  };
}
