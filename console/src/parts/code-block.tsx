import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { CSSProperties } from 'react';
import { colours } from '../app/colours.ts';
import { copyWords } from './copied.tsx';

/** Of text that is looked through in its place. */
export const codeStyle: CSSProperties = {
  ...{ margin: 0, padding: 12, maxHeight: '40vh', overflow: 'auto' },
  ...{ border: `1px solid ${colours.divider}`, borderRadius: 8 },
  font: '12px/18px Monaco, Menlo, Consolas, monospace',
};

/** Text to take along as it is: a program, or what one reads. */
export const CodeBlock = ({ label, text }: { label: string; text: string }) => (
  <SpaceBetween size="xs">
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      aria-label={label}
      style={codeStyle}
    >
      <pre style={{ margin: 0, font: 'inherit' }}>{text}</pre>
    </section>
    <CopyToClipboard textToCopy={text} copyButtonText="Copy" copyButtonAriaLabel={`Copy: ${label}`} {...copyWords} />
  </SpaceBetween>
);
