import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { EditQuotas } from './edit-quotas.tsx';
import {
  amountText,
  type QuotaName,
  quotaNames,
  type Used,
  usedPercent,
  usedText,
  quotas as words,
} from './quota-words.ts';
import { useQuotas } from './use-quotas.ts';

function Use({ name, used, most }: { name: QuotaName; used: Used; most: number }) {
  const { text, meaning } = words[name];
  return (
    <ProgressBar
      value={usedPercent(used, most)}
      label={text}
      description={meaning}
      additionalInfo={`${usedText(name, used)} of ${amountText(name, most)}${used.amount >= most ? ', which is all' : ''}`}
    />
  );
}

function Limit({ name, most }: { name: QuotaName; most: number }) {
  const { text, meaning } = words[name];
  return (
    <div>
      <Box variant="awsui-key-label">{text}</Box>
      <Box color="text-body-secondary" fontSize="body-s">
        {meaning}
      </Box>
      <Box>At most {amountText(name, most)}</Box>
    </div>
  );
}

/** What the tenant may use, how much of it is used, and another amount of each. */
export function QuotasPanel() {
  const { data, error, loading, again } = useQuotas();
  const [editing, setEditing] = useState(false);
  if (data === null) return error === null ? <Spinner size="large" /> : <Problem error={error} again={again} />;
  const { quotas, use } = data;
  const counted = quotaNames.filter((name) => use[name] !== undefined);
  return (
    <SpaceBetween size="l">
      {error !== null && <Problem error={error} again={again} />}
      <Container
        header={
          <Header
            variant="h2"
            description="How much is used of what you may have."
            actions={
              <SpaceBetween size="xs" direction="horizontal">
                <Button iconName="refresh" ariaLabel="Refresh" loading={loading} onClick={again} />
                <Button onClick={() => setEditing(true)}>Change quotas</Button>
              </SpaceBetween>
            }
          >
            In use
          </Header>
        }
      >
        <ColumnLayout columns={2} minColumnWidth={280}>
          {counted.map((name) => (
            <Use key={name} name={name} used={use[name] as Used} most={quotas[name]} />
          ))}
        </ColumnLayout>
      </Container>
      <Container
        header={
          <Header variant="h2" description="What goes beyond them is refused at once, and nothing is counted up.">
            Limits
          </Header>
        }
      >
        <ColumnLayout columns={3} minColumnWidth={240} variant="text-grid">
          {quotaNames
            .filter((name) => !counted.includes(name))
            .map((name) => (
              <Limit key={name} name={name} most={quotas[name]} />
            ))}
        </ColumnLayout>
      </Container>
      {editing && <EditQuotas now={data} onChanged={again} onClose={() => setEditing(false)} />}
    </SpaceBetween>
  );
}
