import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { handheld } from '../app/handheld.ts';
import { useService } from '../app/service.tsx';
import { History } from './try-history.tsx';
import { PhotoInput } from './try-input.tsx';
import { Neighbours } from './try-neighbours.tsx';
import { largestPhoto } from './try-photo.ts';
import { Result } from './try-result.tsx';
import { Snippet } from './try-snippet.tsx';
import { calls } from './try-snippets.ts';
import { tryPhotos, useTries } from './try-tries.ts';

/** Shows the subject's endpoint photos, and what it makes of them. */
export function TryPanel({ subject }: { subject: Subject }) {
  const { likeness } = useService();
  const based = subject.endpoint.adapter === null;
  const [chosen, setChosen] = useState<number | null>(null);
  const tries = useTries().filter((one) => one.subject === subject.id);
  const tried = tries.find(({ id }) => id === chosen) ?? tries[0];
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={`Show the endpoint of ${subject.id} a photo, which is kept nowhere but on this page. Each counts as ${based ? 'one image' : 'three images'} that it was asked about.`}
          >
            Try it
          </Header>
        }
      >
        <SpaceBetween size="m">
          {based && (
            <Alert header="No adapter serves yet">
              {`The base answers, which does not know ${subject.id}: it can say what in your gallery is like a photo, and no more. `}
              <Link href={`/runs?subject=${subject.id}`}>Promote what a run made</Link>, or start a run.
            </Alert>
          )}
          <PhotoInput button="Choose photos" onPhotos={(files) => setChosen(tryPhotos(likeness, subject, files))}>
            {!handheld() && 'Or drop or paste them here. '}
            Photos over {largestPhoto / 1024 / 1024} MiB are made smaller in your browser first.
          </PhotoInput>
          {tried !== undefined && <History tries={tries} selected={tried} onSelect={setChosen} />}
          {tried !== undefined && <Result key={tried.id} tried={tried} />}
        </SpaceBetween>
      </Container>
      {tried?.photo && <Neighbours key={tried.id} tried={tried} />}
      <Snippet subject={subject.id} photo={tried?.photo ?? null} askable={based ? ['search'] : calls} />
    </SpaceBetween>
  );
}
