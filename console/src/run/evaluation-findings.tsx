import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { diagnosisWords, type Evaluation, otherDiagnoses } from './evaluation-words.ts';

/** What is behind the figures, and what to do about it. */
export function FindingsPanel({ evaluation, advice }: { evaluation: Evaluation; advice: readonly string[] }) {
  const { unfound, unknown } = otherDiagnoses(evaluation);
  return (
    <Container
      header={
        <Header variant="h2" description="What the figures point to, and what would help.">
          Diagnoses
        </Header>
      }
    >
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
        {advice.length > 0 && (
          <div>
            <Box variant="awsui-key-label">What would help</Box>
            <ul style={{ margin: 0, paddingInlineStart: 20 }}>
              {advice.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </div>
        )}
        {unfound.length > 0 && <Box>{`Looked for, and not so: ${listed(unfound)}.`}</Box>}
        {unknown.length > 0 && (
          <Box color="text-body-secondary">{`Too little was measured to say whether: ${listed(unknown)}.`}</Box>
        )}
      </SpaceBetween>
    </Container>
  );
}

const listed = (titles: readonly string[]): string => titles.map((title) => `“${title}”`).join(', ');
