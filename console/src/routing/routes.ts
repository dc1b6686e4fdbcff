import { type ComponentType, lazy } from 'react';
import { match } from './match.ts';

export type Parameters = Readonly<Record<string, string>>;

interface Route {
  readonly pattern: string;
  /** Loaded when it is first gone to. */
  readonly View: ComponentType<{ parameters: Parameters }>;
}

const runs = lazy(async () => ({ default: (await import('../runs/runs-page.tsx')).RunsPage }));
const subjects = lazy(async () => ({ default: (await import('../subjects/subjects-page.tsx')).SubjectsPage }));
const run = lazy(async () => ({ default: (await import('../run/run-page.tsx')).RunPage }));

const routes: readonly Route[] = [
  { pattern: '/', View: runs },
  { pattern: '/runs', View: runs },
  { pattern: '/runs/:run', View: run },
  { pattern: '/subjects', View: subjects },
];

/** The view of a path, or null where there is none. */
export function routeOf(path: string): (Route & { readonly parameters: Parameters }) | null {
  for (const route of routes) {
    const parameters = match(route.pattern, path);
    if (parameters !== null) return { ...route, parameters };
  }
  return null;
}
