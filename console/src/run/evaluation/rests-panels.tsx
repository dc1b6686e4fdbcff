import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { figure } from '../../formats/figures.ts';
import { Explained } from '../../parts/explained.tsx';
import { Panel } from '../../parts/panel.tsx';
import { type Evaluation, protocolMeans, separationText } from './words.ts';

interface MatchProps {
  readonly calibration: NonNullable<Evaluation['calibration']>;
}

const orNothing = (value: number | null): string => (value === null ? 'Not known' : figure(value));

/** From which score on a photo counts as the subject, and how often that is right. */
export const MatchPanel = ({
  calibration: { threshold, precision, recall, positives, negatives, reason },
}: MatchProps) => (
  <Panel
    title="What counts as the subject"
    fitHeight
    description="Where to draw the line when the endpoint is asked whether a photo shows the subject."
  >
    <SpaceBetween size="m">
      {reason !== null && <Box color="text-body-secondary">{`Not all of it can be said: ${reason}.`}</Box>}
      {threshold !== null && (
        <KeyValuePairs
          columns={1}
          items={[
            { label: 'Score to reach', value: figure(threshold) },
            {
              label: 'Expected precision',
              value: (
                <Explained
                  value={orNothing(precision)}
                  means="Of photos that reach it, the share that shows the subject."
                />
              ),
            },
            {
              label: 'Expected recall',
              value: (
                <Explained value={orNothing(recall)} means="Of photos of the subject, the share that reaches it." />
              ),
            },
            { label: 'Found by', value: `${positives} photos of the subject and ${negatives} of other things` },
          ]}
        />
      )}
    </SpaceBetween>
  </Panel>
);

/** What the figures rest on. */
export function RestsOnPanel({ evaluation: { protocol, photos, separation } }: { evaluation: Evaluation }) {
  return (
    <Panel title="What it rests on" fitHeight description="The more photos, the narrower the intervals.">
      <KeyValuePairs
        columns={1}
        items={[
          { label: 'Judged', value: protocol === null ? 'Nothing was judged.' : protocolMeans[protocol] },
          ...(photos === null
            ? []
            : [
                {
                  label: 'Photos of the subject',
                  value: `${photos.references} reference photos, ${photos.heldOut} that judged`,
                },
                {
                  label: 'Photos of other things',
                  value: `${photos.distractors.own} of yours, ${photos.distractors.bank} of the operator's`,
                },
              ]),
          ...(separation === null ? [] : [{ label: 'The generator', value: separationText(separation) }]),
        ]}
      />
    </Panel>
  );
}
