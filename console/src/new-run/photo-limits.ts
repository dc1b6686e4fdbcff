import type { PhotoRole } from '@likeness/client';

/** What the service takes of photos, said before they are sent. Lengths are in pixels. */
export const photoLimits = {
  bytes: 100_000_000,
  pixels: 50_000_000,
  shortestSide: 64,
  /** Larger photos are made smaller. */
  longestSide: 2048,
  most: { reference: 200, 'held-out': 200, 'look-alike': 200, other: 1000 } satisfies Record<PhotoRole, number>,
} as const;
