import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { Confirmation } from '../parts/confirmation.tsx';
import { useDoing } from '../parts/use-doing.ts';
import { Going } from './going.tsx';
import { LimitField } from './limit-field.tsx';
import { daysIn, type Kind, kinds, type Retention, shortened } from './limits.ts';

interface RetentionFormProps {
  readonly kept: Retention;
  readonly onSaved: () => void;
}

/** What the fields say: null keeps until somebody deletes. */
type Fields = Readonly<Record<Kind, string | null>>;

const mapped = <T,>(fieldOf: (kind: Kind) => T): Record<Kind, T> =>
  Object.fromEntries(kinds.map((kind) => [kind, fieldOf(kind)])) as Record<Kind, T>;

/** The settings; what deletes more than before is confirmed first. */
export function RetentionForm({ kept, onSaved }: RetentionFormProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [fields, setFields] = useState<Fields>(mapped((kind) => kept[kind]?.toString() ?? null));
  const [asked, setAsked] = useState<Retention | null>(null);
  const [busy, begin] = useDoing();

  const wanted: Retention = mapped((kind) => (fields[kind] === null ? null : daysIn(fields[kind])));
  const isWhole = kinds.every((kind) => fields[kind] === null || wanted[kind] !== null);
  const isChanged = !isWhole || kinds.some((kind) => wanted[kind] !== kept[kind]);

  async function save(settings: Retention): Promise<void> {
    await answerTo(likeness.http.PUT('/v1/retention', { body: settings }));
    notices.succeeded('What runs leave is kept as you say from now on.');
    onSaved();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isChanged || !isWhole || busy) return;
    if (shortened(kept, wanted).length > 0) setAsked(wanted);
    else void begin(() => save(wanted));
  }

  return (
    <>
      <form noValidate onSubmit={submit}>
        <SpaceBetween size="l">
          <Container>
            <SpaceBetween size="l">
              {kinds.map((kind) => (
                <LimitField
                  key={kind}
                  kind={kind}
                  text={fields[kind]}
                  runsDays={wanted.runsDays}
                  onChange={(text) => setFields({ ...fields, [kind]: text })}
                />
              ))}
            </SpaceBetween>
          </Container>
          <SpaceBetween size="m" direction="horizontal" alignItems="center">
            <Button variant="primary" loading={busy} disabled={!isChanged || !isWhole} formAction="submit">
              Save
            </Button>
            <Button
              variant="link"
              formAction="none"
              disabled={!isChanged || busy}
              onClick={() => setFields(mapped((kind) => kept[kind]?.toString() ?? null))}
            >
              As it was
            </Button>
          </SpaceBetween>
          <Box color="text-body-secondary">
            Ages count from a run's end, of runs from before too. What several runs share goes with the last of them.
            Each deletion leaves a receipt, among the <Link href="/deletions">deletions</Link>.
          </Box>
        </SpaceBetween>
      </form>
      {asked !== null && (
        <Confirmation
          title="Keep it no longer?"
          confirm="Delete what is older"
          act={() => save(asked)}
          onClose={() => setAsked(null)}
        >
          <Going kinds={shortened(kept, asked)} settings={asked} />
        </Confirmation>
      )}
    </>
  );
}
