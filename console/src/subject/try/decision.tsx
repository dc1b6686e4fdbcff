import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { MatchAnswer } from '@likeness/client';
import { latency } from '../../formats/time.ts';
import { MostLike } from './reference.tsx';
import { ScoreScale } from './scale.tsx';
import { decisionOf, expectedOf } from './words.ts';

/** Whether the photo shows the subject: in a sentence, as a picture, and how sure that is. */
export function Decided(props: { subject: string; answer: MatchAnswer; milliseconds: number | null }) {
  const { subject, answer, milliseconds } = props;
  const decision = decisionOf(subject, answer);
  const [first] = answer.data;
  if (decision === null || first === undefined) return null;
  const expected = expectedOf(subject, answer);
  return (
    <SpaceBetween size="m">
      <LiveRegion>
        <Box variant="h3" padding="n">
          <Icon
            name={`status-${decision.type}`}
            variant={decision.type === 'positive' ? 'success' : 'subtle'}
            size="medium"
          />{' '}
          {decision.text}
        </Box>
        <Box color="text-body-secondary">{decision.why}</Box>
      </LiveRegion>
      <ScoreScale score={first.score} threshold={answer.threshold} />
      <KeyValuePairs
        columns={2}
        minColumnWidth={200}
        items={[
          {
            label: 'Most like',
            value: <MostLike subject={subject} model={answer.model} reference={first.reference} />,
          },
          { label: 'Answered in', value: milliseconds === null ? '–' : latency(milliseconds) },
          { label: 'Answered by', value: <span style={{ overflowWrap: 'anywhere' }}>{answer.model}</span> },
          ...(expected === null ? [] : [{ label: 'What to expect of it', value: expected }]),
        ]}
      />
    </SpaceBetween>
  );
}
