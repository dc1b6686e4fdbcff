import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { NewRun, RunPlan } from '@likeness/client';
import { dollars } from '../../formats/money.ts';
import { duration } from '../../formats/time.ts';
import { settingsText } from '../../runs/settings-text.ts';
import { servingWords } from './same-settings.ts';

interface PlannedRunProps {
  readonly run: NewRun;
  readonly plan: RunPlan;
  readonly corrected: number;
  readonly photos: number;
}

/** Nothing is paid for on one's own machine. */
const costText = (usdMicros: number | null): string =>
  usdMicros === null ? 'Not priced' : usdMicros === 0 ? 'Nothing' : `About ${dollars(usdMicros)}`;

/** What the run would be of, do and come to. */
export const PlannedRun = ({ run, plan, corrected, photos }: PlannedRunProps) => (
  <SpaceBetween size="m">
    <div>
      {`The photos are sent: ${photos}, of which ${corrected} ${corrected === 1 ? 'has a corrected mask' : 'have corrected masks'}. `}
      {`The run has the same settings as the last one. ${servingWords[run.promote ?? 'better-or-unjudged']}`}
    </div>
    <KeyValuePairs
      columns={2}
      items={[
        { label: 'Preset', value: plan.preset.name },
        { label: 'Settings', value: settingsText(run.changes) },
        { label: 'Takes about', value: plan.cost.seconds === null ? 'Not known yet' : duration(plan.cost.seconds) },
        { label: 'Costs', value: costText(plan.cost.usdMicros) },
      ]}
    />
  </SpaceBetween>
);
