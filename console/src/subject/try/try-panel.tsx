import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../../app/notices.tsx';
import { useService } from '../../app/service.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PhotoChooser } from '../../photos/photo-chooser.tsx';
import { largestPhoto } from '../../photos/ready-photo.ts';
import { History } from './history.tsx';
import { Neighbours } from './neighbours.tsx';
import { Result } from './result.tsx';
import { Snippet } from './snippet.tsx';
import { calls } from './snippets.ts';
import { mostTries, tryPhotos, useTries } from './tries.ts';

/** Shows the subject's endpoint photos, and what it makes of them. */
export function TryPanel({ subject }: { subject: Subject }) {
  const { likeness } = useService();
  const based = subject.endpoint.adapter === null;
  const [chosen, setChosen] = useState<number | null>(null);
  const notices = useNotices();
  const tryAll = (files: readonly File[]) => {
    setChosen(tryPhotos(likeness, subject, files));
    if (files.length > mostTries) {
      notices.failed(
        new Error(`The first ${mostTries} are tried. Choose the other ${files.length - mostTries} after them.`),
      );
    }
  };
  const tries = useTries().filter((one) => one.subject === subject.id);
  const tried = tries.find(({ id }) => id === chosen) ?? tries[0];
  return (
    <SpaceBetween size="l">
      <Panel
        title="Try it"
        description={`Show the endpoint of ${subject.id} a photo, which is kept nowhere but on this page. Each counts as ${based ? 'one image' : 'three images'} that it was asked about.`}
      >
        <SpaceBetween size="m">
          {based && (
            <Alert header="No adapter serves yet">
              {`The base answers, which does not know ${subject.id}: it can say what in your gallery is like a photo, and no more. `}
              <Link href={`/runs?subject=${subject.id}`}>Promote what a run made</Link>, or start a run.
            </Alert>
          )}
          <PhotoChooser
            button="Choose photos"
            says={`Photos over ${largestPhoto / 1024 / 1024} MiB are made smaller in your browser first.`}
            onPhotos={tryAll}
          />
          {tried !== undefined && <History tries={tries} selected={tried} onSelect={setChosen} />}
          {tried !== undefined && <Result key={tried.id} tried={tried} />}
        </SpaceBetween>
      </Panel>
      {tried?.photo && <Neighbours key={tried.id} tried={tried} />}
      <Snippet subject={subject.id} photo={tried?.photo ?? null} askable={based ? ['search'] : calls} />
    </SpaceBetween>
  );
}
