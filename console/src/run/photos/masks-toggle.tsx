import Toggle from '@cloudscape-design/components/toggle';
import { setQuery } from '../../routing/address.ts';

/** Whether the photos are shown under their masks. */
export const MasksToggle = ({ masks, text }: { masks: boolean; text: string }) => (
  <Toggle checked={masks} onChange={({ detail }) => setQuery({ masks: detail.checked ? 'shown' : null })}>
    {text}
  </Toggle>
);
