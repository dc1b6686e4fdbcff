import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type RunStatus, statuses } from './statuses.ts';

export function RunStatusIndicator({ status }: { status: RunStatus }) {
  const { type, text } = statuses[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
