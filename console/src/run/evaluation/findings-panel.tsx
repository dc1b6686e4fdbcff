import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Panel } from '../../parts/panel.tsx';
import { TitledList } from '../../parts/titled-list.tsx';
import { diagnosisWords, type Evaluation, otherDiagnoses } from './words.ts';

/** What is behind the figures, and what to do about it. */
export function FindingsPanel({ evaluation, advice }: { evaluation: Evaluation; advice: readonly string[] }) {
  const { unfound, unknown } = otherDiagnoses(evaluation);
  return (
    <Panel title="Diagnoses" description="What the figures point to, and what would help.">
      <SpaceBetween size="m">
        {(evaluation.diagnoses ?? []).map(({ code, message }) => (
          <Alert key={code} type="warning" header={diagnosisWords[code].title}>
            <SpaceBetween size="xxs">
              <div>{message}</div>
              <div>
                <b>What to do: </b>
                {diagnosisWords[code].help}
              </div>
            </SpaceBetween>
          </Alert>
        ))}
        {advice.length > 0 && <TitledList title="What would help" items={advice} />}
        {unfound.length > 0 && <Box>{`Looked for, and not so: ${listed(unfound)}.`}</Box>}
        {unknown.length > 0 && (
          <Box color="text-body-secondary">{`Too little was measured to say whether: ${listed(unknown)}.`}</Box>
        )}
      </SpaceBetween>
    </Panel>
  );
}

const listed = (titles: readonly string[]): string => titles.map((title) => `“${title}”`).join(', ');
