import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { colours } from './colours.ts';

/** Text to take along as it is: a program, or what one reads. */
export const CodeBlock = ({ label, text }: { label: string; text: string }) => (
  <SpaceBetween size="xs">
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      aria-label={label}
      style={{
        maxHeight: '40vh',
        overflow: 'auto',
        padding: 12,
        border: `1px solid ${colours.divider}`,
        borderRadius: 8,
      }}
    >
      <pre style={{ margin: 0, font: '12px/18px Monaco, Menlo, Consolas, monospace' }}>{text}</pre>
    </section>
    <CopyToClipboard
      textToCopy={text}
      copyButtonText="Copy"
      copyButtonAriaLabel={`Copy: ${label}`}
      copySuccessText="Copied"
      copyErrorText="Not copied"
    />
  </SpaceBetween>
);
