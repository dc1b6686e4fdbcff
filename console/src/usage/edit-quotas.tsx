import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import {
  amountOf,
  amountText,
  fieldFault,
  fieldOf,
  type QuotaName,
  type QuotasUsed,
  quotaNames,
  tooLow,
  usedText,
  quotas as words,
} from './quota-words.ts';
import type { QuotasInUse } from './use-quotas.ts';

interface QuotasDialogProps {
  readonly now: QuotasInUse;
  onChanged(): void;
  onClose(): void;
}

type Fields = Readonly<Record<QuotaName, string>>;

/** Other amounts of the quotas. Less than is used takes a second word. */
export function QuotasDialog({ now: { used, ...quotas }, onChanged, onClose }: QuotasDialogProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [fields, setFields] = useState(
    () => Object.fromEntries(quotaNames.map((name) => [name, fieldOf(name, quotas[name])])) as Fields,
  );
  const [warned, setWarned] = useState<readonly (keyof QuotasUsed)[]>([]);

  const isFaulty = quotaNames.some((name) => amountOf(name, fields[name]) === null);
  const changes = Object.fromEntries(
    quotaNames.flatMap((name) => {
      const amount = amountOf(name, fields[name]);
      return amount === null || amount === quotas[name] ? [] : [[name, amount]];
    }),
  );

  function change(name: QuotaName, text: string): void {
    setFields({ ...fields, [name]: text });
    setWarned([]);
  }

  async function save(): Promise<void> {
    if (isFaulty) return;
    if (Object.keys(changes).length === 0) return onClose();
    const low = tooLow(changes, used);
    if (low.length > 0 && warned.length === 0) return setWarned(low);
    await answerTo(likeness.http.PATCH('/v1/quotas', { body: changes }));
    notices.succeeded('The quotas are changed.');
    onChanged();
    onClose();
  }

  return (
    <FormDialog
      title="Change quotas"
      size="large"
      confirm={warned.length > 0 ? 'Lower them all the same' : 'Save'}
      send={save}
      onClose={onClose}
    >
      <Box>They hold for everybody of the tenant, from now on. 0 is none at all.</Box>
      <ColumnLayout columns={2} minColumnWidth={240}>
        {quotaNames.map((name) => (
          <FormField
            key={name}
            label={words[name].text}
            description={words[name].meaning}
            errorText={amountOf(name, fields[name]) === null && fieldFault(name)}
          >
            <Input
              value={fields[name]}
              inputMode={name === 'usdMicrosPerMonth' ? 'decimal' : 'numeric'}
              autoComplete={false}
              {...(name === 'usdMicrosPerMonth' && { prefix: '$' })}
              onChange={({ detail }) => change(name, detail.value)}
            />
          </FormField>
        ))}
      </ColumnLayout>
      {warned.length > 0 && (
        <div role="alert" ref={(shown) => shown?.scrollIntoView({ block: 'nearest' })}>
          <Alert type="warning" header="That is less than is used now">
            {warned.map((name) => (
              <div key={name}>
                {words[name].text}: {usedText(name, used[name])} used, and {amountText(name, changes[name] as number)}{' '}
                allowed.
              </div>
            ))}
            What is there stays, and what runs goes on. Nothing new of it is taken until less is used.
          </Alert>
        </div>
      )}
    </FormDialog>
  );
}
