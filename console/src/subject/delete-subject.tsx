import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import { TitledList } from '../parts/titled-list.tsx';
import { navigate } from '../routing/address.ts';

const goes = [
  'Its runs, of which those under way are stopped, with their synthetic images, logs and files.',
  'Its photos and masks, also the copies that your other subjects borrowed as look-alikes.',
  'Its adapters and its endpoint: nothing answers for it any more.',
  'What it knows of the photos in your gallery. The photos themselves stay.',
];

const stays = [
  'The sums of usage and cost.',
  'The receipt, which says what was deleted and what no deletion reaches, such as backups, and until when.',
  'Images of its category that were made without your photos, and adapters of other subjects that learnt from photos it lent.',
];

/** Deletes the subject and all that was made of it, once its id is written out. Goes to the receipt. */
export function DeleteSubject({ subject: { id } }: { subject: Subject }) {
  const { likeness } = useService();
  const [asked, setAsked] = useState(false);
  const [written, setWritten] = useState('');

  async function remove(): Promise<void> {
    const receipt = await likeness.subjects.delete(id);
    navigate(`/deletions/${receipt.id}`);
  }

  return (
    <>
      <Button onClick={() => setAsked(true)}>Delete</Button>
      {asked && (
        <Confirmation
          title={`Delete ${id} for good?`}
          confirm="Delete it"
          disabled={written !== id}
          act={remove}
          onClose={() => {
            setAsked(false);
            setWritten('');
          }}
        >
          <SpaceBetween size="m">
            <Box>It begins at once and can't be undone.</Box>
            <TitledList title="What is deleted" items={goes} />
            <TitledList title="What stays" items={stays} />
            <FormField label={`Write ${id} to delete it`}>
              <Input
                value={written}
                onChange={({ detail }) => setWritten(detail.value)}
                autoComplete={false}
                disableBrowserAutocorrect
              />
            </FormField>
          </SpaceBetween>
        </Confirmation>
      )}
    </>
  );
}
