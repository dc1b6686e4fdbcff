import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

/** A view on the way to this one. */
export interface Crumb {
  readonly text: string;
  readonly href: string;
}

const SetCrumbs = createContext<(crumbs: readonly Crumb[]) => void>(() => {});
const Crumbs = createContext<readonly Crumb[]>([]);

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>([]);
  return (
    <SetCrumbs value={setCrumbs}>
      <Crumbs value={crumbs}>{children}</Crumbs>
    </SetCrumbs>
  );
}

/** Says where a view is, for the row above it. */
export function useCrumbs(crumbs: readonly Crumb[]): void {
  const set = useContext(SetCrumbs);
  const text = JSON.stringify(crumbs);
  useEffect(() => set(JSON.parse(text) as Crumb[]), [set, text]);
}

export const ShownCrumbs = () => (
  <BreadcrumbGroup ariaLabel="Breadcrumbs" items={[{ text: 'Likeness', href: '/' }, ...useContext(Crumbs)]} />
);
