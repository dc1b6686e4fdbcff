import type { Likeness } from '@likeness/client';
import { createContext, type ReactNode, useContext } from 'react';
import type { Identity } from '../auth/identity.ts';

/** What every view asks with, and for whom. */
export interface Service {
  readonly likeness: Likeness;
  readonly identity: Identity;
  signOut(): void;
}

const ServiceContext = createContext<Service | null>(null);

export const ServiceProvider = ({ service, children }: { service: Service; children: ReactNode }) => (
  <ServiceContext value={service}>{children}</ServiceContext>
);

export function useService(): Service {
  const service = useContext(ServiceContext);
  if (service === null) throw new Error('A view is outside the service that it asks.');
  return service;
}
