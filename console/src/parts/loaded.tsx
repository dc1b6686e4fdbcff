import Spinner from '@cloudscape-design/components/spinner';
import { type ReactNode, Suspense } from 'react';

/** What is loaded when it is first shown. */
export const Loaded = ({ children }: { children: ReactNode }) => (
  <Suspense fallback={<Spinner size="large" />}>{children}</Suspense>
);
