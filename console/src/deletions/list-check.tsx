import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { sha256Of } from '../formats/sha256.ts';
import { useDoing } from '../parts/use-doing.ts';

async function digestAt(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The list was answered ${response.status}. Load the page anew and try again.`);
  return sha256Of(await response.arrayBuffer());
}

/** Reads the list and says whether it is the one that the receipt, and so its signature, names. */
export function ListCheck({ url, sha256 }: { url: string; sha256: string }) {
  const [busy, begin] = useDoing();
  const [isSame, setIsSame] = useState<boolean | null>(null);

  async function check(): Promise<void> {
    setIsSame((await digestAt(url)) === sha256);
  }

  return (
    <SpaceBetween size="s" direction="horizontal" alignItems="center">
      <Button loading={busy} onClick={() => void begin(check)}>
        Check the list
      </Button>
      <div role="status">
        {isSame === true && <StatusIndicator type="success">It is the list that was signed</StatusIndicator>}
        {isSame === false && <StatusIndicator type="error">It is another list than was signed</StatusIndicator>}
      </div>
    </SpaceBetween>
  );
}
