import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { CodeBlock } from '../app/code-block.tsx';
import { receiver } from './receiver.ts';
import type { WebhookWithSecret } from './states.ts';

export interface SecretShownProps {
  readonly webhook: WebhookWithSecret;
  readonly onClose: () => void;
  /** Why there is a secret to keep. */
  readonly children: ReactNode;
}

/** A secret, which no other answer has: it is not closed by a click beside it. */
export const SecretShown = ({ webhook: { secret }, onClose, children }: SecretShownProps) => (
  <Modal
    visible
    size="large"
    header="Keep the secret"
    onDismiss={({ detail }) => detail.reason !== 'overlay' && onClose()}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={onClose}>
          I have kept it
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="m">
      <Alert type="warning">{children}</Alert>
      <div>
        <Box variant="awsui-key-label">Secret</Box>
        <CopyToClipboard
          variant="inline"
          textToCopy={secret}
          textToDisplay={<code style={{ overflowWrap: 'anywhere' }}>{secret}</code>}
          copyButtonAriaLabel="Copy the secret"
          copySuccessText="Copied"
          copyErrorText="Not copied"
        />
      </div>
      <ExpandableSection defaultExpanded headerText="A receiver in TypeScript that verifies the signature">
        <CodeBlock label="A receiver in TypeScript" text={receiver} />
      </ExpandableSection>
    </SpaceBetween>
  </Modal>
);
