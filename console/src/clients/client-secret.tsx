import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { colours } from '../app/colours.ts';
import { loadConfig } from '../app/config.ts';
import { Problem } from '../app/problem.tsx';
import { useAsked } from '../asking/use-asked.ts';
import { type ClientWithSecret, tokenCommand } from './scope-words.ts';

const copied = { copySuccessText: 'Copied', copyErrorText: 'Not copied' };

/** A new client's secret, the one time that it can be seen, and how a program gets a token by it. */
export function ClientSecretModal({ client, onClose }: { client: ClientWithSecret; onClose(): void }) {
  const { data: config, error, again } = useAsked('config', loadConfig);
  return (
    <Modal
      visible
      size="large"
      header={`${client.name} is made`}
      // A click beside it must not lose what is shown once.
      onDismiss={({ detail }) => detail.reason !== 'overlay' && onClose()}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            I have kept the secret
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">
          The secret is shown only now, and nobody can read it again. Keep it where your program finds it, and never in
          its code.
        </Alert>
        <KeyValuePairs
          columns={1}
          items={[
            {
              label: 'Client id',
              value: (
                <CopyToClipboard
                  variant="inline"
                  textToCopy={client.id}
                  copyButtonAriaLabel="Copy the id"
                  {...copied}
                />
              ),
            },
            {
              label: 'Secret',
              value: (
                <CopyToClipboard
                  variant="inline"
                  textToCopy={client.secret}
                  copyButtonAriaLabel="Copy the secret"
                  {...copied}
                />
              ),
            },
          ]}
        />
        {error !== null && <Problem error={error} again={again} />}
        {config !== null && <TokenCommand command={tokenCommand(config.domain, client)} api={config.api} />}
      </SpaceBetween>
    </Modal>
  );
}

function TokenCommand({ command, api }: { command: string; api: string }) {
  return (
    <SpaceBetween size="xs">
      <Box variant="awsui-key-label">A token for an hour</Box>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        style={{
          margin: 0,
          overflow: 'auto',
          padding: 12,
          border: `1px solid ${colours.divider}`,
          borderRadius: 8,
          font: '12px/18px Monaco, Menlo, Consolas, monospace',
        }}
      >
        {command}
      </pre>
      <CopyToClipboard
        textToCopy={command}
        copyButtonText="Copy the command"
        copyButtonAriaLabel="Copy the command"
        {...copied}
      />
      <Box color="text-body-secondary" fontSize="body-s">
        The answer's access_token goes with each request to {api}, as the header Authorization: Bearer TOKEN.
      </Box>
    </SpaceBetween>
  );
}
