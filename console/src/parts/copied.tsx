import CopyToClipboard, { type CopyToClipboardProps } from '@cloudscape-design/components/copy-to-clipboard';
import type { ReactNode } from 'react';

/** What a button that copies says once it did. */
export const copyWords = {
  copySuccessText: 'Copied',
  copyErrorText: 'Not copied',
} satisfies Partial<CopyToClipboardProps>;

/** Text with a button that copies it. @param what it is, as after "Copy the" */
export const Copied = ({ text, what, shown = text }: { text: string; what: string; shown?: ReactNode }) => (
  <CopyToClipboard
    variant="inline"
    textToCopy={text}
    textToDisplay={shown}
    copyButtonAriaLabel={`Copy the ${what}`}
    {...copyWords}
  />
);
