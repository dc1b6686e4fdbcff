import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Receipt } from '@likeness/client';
import { loadConfig } from '../app/config.ts';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { byHand } from './by-hand.ts';
import { type Verified, verifyReceipt } from './verify-receipt.ts';

const faults = {
  form: 'What stands in its place is no signature.',
  key: 'It is by a key that this service does not publish.',
  signature: 'It is not of this text, or not by that key.',
} as const;

/** Whether the receipt can be believed: checked here, in the browser, by the keys that the service publishes. */
export function Signature({ receipt }: { receipt: Receipt }) {
  const { likeness, identity } = useService();
  const { data, error, again } = useAsked(`signature ${receipt.id}`, async (signal) => {
    const published = answerTo(likeness.http.GET('/.well-known/likeness-receipts.json', { signal }));
    const [{ keys }, { api }] = await Promise.all([published, loadConfig()]);
    return { verified: await verifyReceipt(receipt, identity.tenant, keys), api };
  });
  return (
    <SpaceBetween size="xs">
      {error !== null && <Problem error={error} again={again} />}
      {data === null && error === null && <StatusIndicator type="loading">Checking the signature</StatusIndicator>}
      {data !== null && <Told verified={data.verified} />}
      {data !== null && (
        <ExpandableSection headerText="Check it without this console">
          <SpaceBetween size="s">
            <Box>
              The signature is a compact JWS (RFC 7515) of what the receipt states. This takes it apart, given the
              receipt as you download it.
            </Box>
            <CodeBlock label="A program that checks a receipt" text={byHand(data.api)} />
          </SpaceBetween>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

function Told({ verified }: { verified: Verified }) {
  switch (verified.result) {
    case 'good':
      return (
        <Alert type="success" header="The signature is good">
          Your browser checked it just now: the service signed exactly what you see here, by its key{' '}
          <span style={{ overflowWrap: 'anywhere' }}>{verified.key}</span>.
        </Alert>
      );
    case 'unsupported':
      return (
        <Alert type="warning" header="Your browser can't check the signature">
          It does not know {verified.algorithm}. A newer browser may; the program below does.
        </Alert>
      );
    case 'differs':
      return (
        <Alert type="error" header="What is shown is not what was signed">
          The signature is good, but of another text. These differ: {verified.members.join(', ')}.
        </Alert>
      );
    case 'bad':
      return (
        <Alert type="error" header="The signature is not good">
          {faults[verified.why]} Don't rely on this receipt, and tell whoever runs the service.
        </Alert>
      );
  }
}
