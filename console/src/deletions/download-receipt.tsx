import Button from '@cloudscape-design/components/button';
import type { Receipt } from '@likeness/client';
import { saveText } from '../parts/save-text.ts';

/** Keeps the receipt as the service gave it, without the list's address, which is good for an hour. */
export function DownloadReceipt({ receipt: { listUrl: _listUrl, ...receipt } }: { receipt: Receipt }) {
  const download = () =>
    saveText(`receipt-${receipt.id}.json`, 'application/json', `${JSON.stringify(receipt, null, 2)}\n`);
  return (
    <Button iconName="download" onClick={download}>
      Download the receipt
    </Button>
  );
}
