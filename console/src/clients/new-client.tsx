import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { ClientSecretModal } from './client-secret.tsx';
import { type ClientWithSecret, nameFault, type Scope, scopeNames, scopes } from './scope-words.ts';

export interface NewClientModalProps {
  onMade(): void;
  onClose(): void;
}

/** Asks what to call a client and what it may do, makes it, and shows its secret. */
export function NewClientModal({ onMade, onClose }: NewClientModalProps) {
  const { likeness } = useService();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['likeness/read']);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<ClientWithSecret | null>(null);

  const faults = {
    name: nameFault(name.trim()),
    scopes: chosen.length === 0 ? 'Let it do one thing at least.' : null,
  };

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    setError(null);
    if (faults.name !== null || faults.scopes !== null) return;
    setBusy(true);
    try {
      setMade(await answerTo(likeness.http.POST('/v1/clients', { body: { name: name.trim(), scopes: [...chosen] } })));
      onMade();
    } catch (thrown) {
      setError(thrown);
    }
    setBusy(false);
  }

  if (made !== null) return <ClientSecretModal client={made} onClose={onClose} />;
  return (
    <Modal
      visible
      header="Make a machine client"
      onDismiss={() => !busy && onClose()}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={busy} onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" form="new-client" loading={busy}>
              Make it
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form id="new-client" noValidate onSubmit={(event) => void make(event)}>
        <SpaceBetween size="l">
          {error !== null && <Problem error={error} />}
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
        </SpaceBetween>
      </form>
    </Modal>
  );
}
