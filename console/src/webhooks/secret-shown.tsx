import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { ReactNode } from 'react';
import { CodeBlock } from '../parts/code-block.tsx';
import { Copied } from '../parts/copied.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { receiver } from './receiver.ts';
import type { WebhookWithSecret } from './states.ts';

interface SecretShownProps {
  readonly webhook: WebhookWithSecret;
  readonly onClose: () => void;
  /** Why there is a secret to keep. */
  readonly children: ReactNode;
}

/** A secret, which no other answer has. */
export const SecretShown = ({ webhook: { secret }, onClose, children }: SecretShownProps) => (
  <ShownOnce title="Keep the secret" size="large" kept="I have kept it" onClose={onClose}>
    <Alert type="warning">{children}</Alert>
    <div>
      <Box variant="awsui-key-label">Secret</Box>
      <Copied text={secret} what="secret" shown={<code style={{ overflowWrap: 'anywhere' }}>{secret}</code>} />
    </div>
    <ExpandableSection defaultExpanded headerText="A receiver in TypeScript that verifies the signature">
      <CodeBlock label="A receiver in TypeScript" text={receiver} />
    </ExpandableSection>
  </ShownOnce>
);
