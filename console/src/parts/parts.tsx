import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { navigate, useQueryMember } from '../routing/address.ts';
import { Loaded } from './loaded.tsx';

interface PartsProps {
  /** What they are parts of. */
  readonly of: string;
  /** The view's own address, which shows the first. */
  readonly path: string;
  readonly parts: readonly TabsProps.Tab[];
}

/** The parts of a view, of which the address names the one that is shown. */
export function Parts({ of, path, parts }: PartsProps) {
  const asked = useQueryMember('tab');
  const first = parts[0]?.id ?? '';
  return (
    <Tabs
      activeTabId={parts.some(({ id }) => id === asked) ? (asked ?? first) : first}
      ariaLabel={`Parts of ${of}`}
      // Another part has filters of its own.
      onChange={({ detail: { activeTabId } }) =>
        navigate(activeTabId === first ? path : `${path}?tab=${activeTabId}`, { replace: true })
      }
      tabs={parts.map((part) => ({ ...part, content: <Loaded>{part.content}</Loaded> }))}
    />
  );
}
