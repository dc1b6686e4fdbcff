import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

/** How a state is told. */
export interface Shown {
  readonly text: string;
  readonly type: StatusIndicatorProps.Type;
}
