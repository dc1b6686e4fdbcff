import Button from '@cloudscape-design/components/button';
import type { Receipt } from '@likeness/client';

/** Keeps the receipt as the service gave it, without the list's address, which is good for an hour. */
export function DownloadReceipt({ receipt: { listUrl: _listUrl, ...receipt } }: { receipt: Receipt }) {
  function download(): void {
    const file = new Blob([`${JSON.stringify(receipt, null, 2)}\n`], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `receipt-${receipt.id}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  return (
    <Button iconName="download" onClick={download}>
      Download the receipt
    </Button>
  );
}
