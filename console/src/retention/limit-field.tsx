import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { daysIn, daysText, type Kind, kindWords, range } from './limits.ts';

interface LimitFieldProps {
  readonly kind: Kind;
  /** Days as they are typed; null keeps until somebody deletes. */
  readonly text: string | null;
  /** After which whole runs go. */
  readonly runsDays: number | null;
  readonly onChange: (text: string | null) => void;
}

/** What a field begins with once it is used. */
const first = '90';

/** Whether one kind of thing goes at an age, and at which. */
export function LimitField({ kind, text, runsDays, onChange }: LimitFieldProps) {
  const { name, goes, inPassing } = kindWords[kind];
  const days = text === null ? null : daysIn(text);
  const isMoot = kind !== 'runsDays' && days !== null && runsDays !== null && runsDays <= days;
  return (
    <SpaceBetween size="xs">
      <FormField label={name} description={goes} stretch>
        <Toggle checked={text !== null} onChange={({ detail }) => onChange(detail.checked ? first : null)}>
          {text === null ? 'Kept until somebody deletes them' : 'Deleted by age'}
        </Toggle>
      </FormField>
      {text !== null && (
        <div style={{ paddingInlineStart: 32 }}>
          <FormField
            label={`${name}: days after a run's end`}
            errorText={days === null ? `Give a whole number of days, ${range[0]} to ${range[1]}.` : ''}
            constraintText={
              isMoot ? `Whole runs go after ${daysText(runsDays)}, and their ${inPassing} with them.` : ''
            }
          >
            <div style={{ width: 120 }}>
              <Input type="number" inputMode="numeric" value={text} onChange={({ detail }) => onChange(detail.value)} />
            </div>
          </FormField>
        </div>
      )}
    </SpaceBetween>
  );
}
