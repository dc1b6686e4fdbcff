import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type EventChoice, eventText, eventWords } from './events.ts';

interface EventFieldProps {
  readonly choice: EventChoice;
  /** Whether nothing was chosen where something must be. */
  readonly missing: boolean;
  readonly onChange: (choice: EventChoice) => void;
}

const scopes = [
  { value: 'everything', label: 'Everything', description: 'Every event there is, and those to come.' },
  { value: 'runs', label: 'Everything about runs', description: 'However a run ends, and what is to come about runs.' },
  { value: 'some', label: 'Only these' },
] as const;

/** Which events the address is told of. */
export function EventField({ choice, missing, onChange }: EventFieldProps) {
  const { scope, types } = choice;
  const known = Object.keys(eventWords);
  // Prefixes that a program asked for stay what they are.
  const offered = [...known, ...types.filter((type) => !known.includes(type))];
  const toggle = (type: string, checked: boolean) =>
    onChange({ scope, types: offered.filter((one) => (one === type ? checked : types.includes(one))) });
  return (
    <SpaceBetween size="xs">
      <FormField label="Tell it of">
        <RadioGroup
          value={scope}
          items={[...scopes]}
          onChange={({ detail }) => {
            const chosen = scopes.find(({ value }) => value === detail.value);
            if (chosen) onChange({ scope: chosen.value, types });
          }}
        />
      </FormField>
      {scope === 'some' && (
        <div style={{ paddingInlineStart: 24 }}>
          <FormField errorText={missing ? 'Choose one at least.' : ''}>
            <SpaceBetween size="xs">
              {offered.map((type) => (
                <Checkbox
                  key={type}
                  checked={types.includes(type)}
                  {...(eventText(type) !== type && { description: type })}
                  onChange={({ detail }) => toggle(type, detail.checked)}
                >
                  {eventText(type)}
                </Checkbox>
              ))}
            </SpaceBetween>
          </FormField>
        </div>
      )}
    </SpaceBetween>
  );
}
