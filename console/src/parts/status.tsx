import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Shown } from './shown.ts';

export const Status = ({ of: { text, type } }: { of: Shown }) => <StatusIndicator type={type}>{text}</StatusIndicator>;
