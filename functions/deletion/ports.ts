import type { Delays } from '../../lib/ports/delays.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { Signer } from '../../lib/ports/signer.ts';

/** What removing things asks of a home. */
export interface RemovalPorts
  extends Pick<Ports, 'objects' | 'records' | 'endpoints' | 'executions' | 'jobLogs' | 'clock'> {
  readonly signer: Signer;
}

export interface DeletionPorts extends RemovalPorts {
  /** Whose messages `functions/deletion` gets. */
  readonly deletions: Delays;
}
