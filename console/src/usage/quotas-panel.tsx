import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Asked } from '../asking/use-asked.ts';
import { Answered } from '../parts/answered.tsx';
import { Panel } from '../parts/panel.tsx';
import { QuotasDialog } from './edit-quotas.tsx';
import {
  amountText,
  type QuotaName,
  quotaNames,
  usedNames,
  usedPercent,
  usedText,
  quotas as words,
} from './quota-words.ts';
import { type QuotasInUse, useQuotas } from './use-quotas.ts';

function Use({ name, used, most }: { name: QuotaName; used: number; most: number }) {
  const { text, meaning } = words[name];
  return (
    <ProgressBar
      value={usedPercent(used, most)}
      label={text}
      description={meaning}
      additionalInfo={`${usedText(name, used)} of ${amountText(name, most)}${used >= most ? ', which is all' : ''}`}
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
  const asked = useQuotas();
  return <Answered asked={asked}>{(now) => <Known now={now} asked={asked} />}</Answered>;
}

function Known({ now, asked: { loading, again } }: { now: QuotasInUse; asked: Asked<QuotasInUse> }) {
  const { used, ...quotas } = now;
  const [editing, setEditing] = useState(false);
  const perUse = quotaNames.filter((name) => !(name in used));
  return (
    <SpaceBetween size="l">
      <Panel
        title="In use"
        description="How much is used of what you may have."
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button iconName="refresh" ariaLabel="Refresh" loading={loading} onClick={again} />
            <Button onClick={() => setEditing(true)}>Change quotas</Button>
          </SpaceBetween>
        }
      >
        <ColumnLayout columns={2} minColumnWidth={280}>
          {usedNames.map((name) => (
            <Use key={name} name={name} used={used[name]} most={quotas[name]} />
          ))}
        </ColumnLayout>
      </Panel>
      <Panel title="Limits" description="What goes beyond them is refused at once, and nothing is counted up.">
        <ColumnLayout columns={2} minColumnWidth={280}>
          {perUse.map((name) => (
            <Limit key={name} name={name} most={quotas[name]} />
          ))}
        </ColumnLayout>
      </Panel>
      {editing && <QuotasDialog now={now} onChanged={again} onClose={() => setEditing(false)} />}
    </SpaceBetween>
  );
}
