import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { ClientSecretShown } from './client-secret.tsx';
import { type ClientWithSecret, nameFault, type Scope, scopeNames, scopes } from './scope-words.ts';

interface NewClientDialogProps {
  onMade(): void;
  onClose(): void;
}

/** Asks what to call a client and what it may do, makes it, and shows its secret. */
export function NewClientDialog({ onMade, onClose }: NewClientDialogProps) {
  const { likeness } = useService();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['likeness/read']);
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<ClientWithSecret | null>(null);

  const faults = {
    name: nameFault(name.trim()),
    scopes: chosen.length === 0 ? 'Let it do one thing at least.' : null,
  };

  async function make(): Promise<void> {
    setTried(true);
    if (faults.name !== null || faults.scopes !== null) return;
    setMade(await answerTo(likeness.http.POST('/v1/clients', { body: { name: name.trim(), scopes: [...chosen] } })));
    onMade();
  }

  if (made !== null) return <ClientSecretShown client={made} onClose={onClose} />;
  return (
    <FormDialog title="Make a machine client" confirm="Make it" send={make} onClose={onClose}>
      <FormField
        label="Name"
        description="Lower-case letters, digits and hyphens. The audit log calls it so."
        errorText={tried && faults.name}
      >
        <Input
          value={name}
          placeholder="warehouse-camera"
          autoComplete={false}
          onChange={({ detail }) => setName(detail.value)}
        />
      </FormField>
      <FormField
        label="What it may do"
        description="Choose no more than the program needs. It can't be changed later."
        errorText={tried && faults.scopes}
      >
        <SpaceBetween size="xs">
          {scopeNames.map((scope) => (
            <Checkbox
              key={scope}
              checked={chosen.includes(scope)}
              description={`${scopes[scope].lets} (${scope})`}
              onChange={({ detail }) =>
                setChosen(detail.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope))
              }
            >
              {scopes[scope].text}
            </Checkbox>
          ))}
        </SpaceBetween>
      </FormField>
    </FormDialog>
  );
}
