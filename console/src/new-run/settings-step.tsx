import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { Problem } from '../app/problem.tsx';
import { dollars, microsOf } from '../formats/money.ts';
import { Panel } from '../parts/panel.tsx';
import { PresetTiles } from './preset-tiles.tsx';
import { policies, type Settings } from './settings.ts';
import type { Planned, Plans } from './use-plans.ts';

interface SettingsStepProps {
  readonly plans: Plans;
  readonly settings: Settings;
  /** Whether there are look-alikes. */
  readonly lookAlikes: boolean;
  /** Whether the chosen preset costs something. */
  readonly isPriced: boolean;
  onChange(settings: Settings): void;
}

export function SettingsStep({ plans, settings, lookAlikes, isPriced, onChange }: SettingsStepProps) {
  if (plans.error !== null) return <Problem error={plans.error} again={plans.again} />;
  if (plans.presets === null) return <Spinner size="large" />;
  const chosen = plans.presets.find(({ name }) => name === settings.preset);
  const set = (changes: Partial<Settings>) => onChange({ ...settings, ...changes });
  return (
    <SpaceBetween size="l">
      <QuotaAlert planned={chosen} again={plans.again} />
      <Panel title="Preset">
        <SpaceBetween size="s">
          <PresetTiles presets={plans.presets} chosen={settings.preset} onChange={(preset) => set({ preset })} />
          {chosen?.plan && (
            <Box color="text-body-secondary" fontSize="body-s">
              What the estimate rests on: {chosen.plan.cost.basis}
            </Box>
          )}
        </SpaceBetween>
      </Panel>
      <Panel title="When it is done">
        <SpaceBetween size="l">
          <FormField
            label="Promote"
            description="Whether the subject's endpoint answers by the new model at once. You can promote it or roll it back by hand later."
          >
            <RadioGroup
              value={settings.promote}
              items={policies.map(({ value, label, description }) => ({ value, label, description }))}
              onChange={({ detail }) => {
                const policy = policies.find(({ value }) => value === detail.value);
                if (policy) set({ promote: policy.value });
              }}
            />
          </FormField>
          {isPriced && (
            <FormField
              label="Cost limit, in dollars"
              description="The run is stopped once it has cost this much. Leave it empty for no limit."
              errorText={microsOf(settings.costLimit) === undefined && 'Give an amount, such as 2.50.'}
            >
              <Input
                value={settings.costLimit}
                inputMode="decimal"
                placeholder="No limit"
                onChange={({ detail }) => set({ costLimit: detail.value })}
              />
            </FormField>
          )}
          {lookAlikes && (
            <Checkbox
              checked={settings.trainLookAlikes}
              description="A quarter of the other things that it learns to tell apart are your look-alikes. Without this they are not used."
              onChange={({ detail }) => set({ trainLookAlikes: detail.checked })}
            >
              Learn from the look-alikes
            </Checkbox>
          )}
          <Checkbox
            checked={settings.lend}
            description="They may serve as look-alikes when other subjects of your tenant are trained."
            onChange={({ detail }) => set({ lend: detail.checked })}
          >
            Lend the reference photos to your other subjects
          </Checkbox>
        </SpaceBetween>
      </Panel>
    </SpaceBetween>
  );
}

/** What stands in the run's way before it is asked for. */
function QuotaAlert({ planned, again }: { planned: Planned | undefined; again: () => void }) {
  const quota = planned?.plan?.quota;
  if (quota === undefined || quota.fits) return null;
  const { runsAtOnce, usdMicrosThisMonth } = quota;
  const isFull = runsAtOnce.used >= runsAtOnce.most;
  return (
    <Alert type="warning" header="It can't start yet" action={<Button onClick={again}>Look again</Button>}>
      {isFull
        ? `${runsAtOnce.used} runs are under way, and ${runsAtOnce.most} may be at once. Your photos wait here: start once one is over.`
        : `This month's runs came to ${dollars(usdMicrosThisMonth.used)} of ${dollars(usdMicrosThisMonth.most)}. Choose a cheaper preset, or ask an admin for more.`}
    </Alert>
  );
}
