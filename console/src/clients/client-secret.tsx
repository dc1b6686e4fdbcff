import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { loadConfig } from '../app/config.ts';
import { Problem } from '../app/problem.tsx';
import { useAsked } from '../asking/use-asked.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { Copied } from '../parts/copied.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';
import { type ClientWithSecret, tokenCommand } from './scope-words.ts';

/** A new client's secret, the one time that it can be seen, and how a program gets a token by it. */
export function ClientSecretShown({ client, onClose }: { client: ClientWithSecret; onClose(): void }) {
  const { data: config, error, again } = useAsked('config', loadConfig);
  return (
    <ShownOnce title={`${client.name} is made`} size="large" kept="I have kept the secret" onClose={onClose}>
      <Alert type="warning">
        The secret is shown only now, and nobody can read it again. Keep it where your program finds it, and never in
        its code.
      </Alert>
      <KeyValuePairs
        columns={1}
        items={[
          {
            label: 'Client id',
            value: <Copied text={client.id} what="id" />,
          },
          {
            label: 'Secret',
            value: <Copied text={client.secret} what="secret" />,
          },
        ]}
      />
      {error !== null && <Problem error={error} again={again} />}
      {config !== null && <TokenCommand command={tokenCommand(config.domain, client)} api={config.api} />}
    </ShownOnce>
  );
}

const TokenCommand = ({ command, api }: { command: string; api: string }) => (
  <SpaceBetween size="xs">
    <Box variant="awsui-key-label">A token for an hour</Box>
    <CodeBlock label="A token for an hour" text={command} />
    <Box color="text-body-secondary" fontSize="body-s">
      The answer's access_token goes with each request to {api}, as the header Authorization: Bearer TOKEN.
    </Box>
  </SpaceBetween>
);
