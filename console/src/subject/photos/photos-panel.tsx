import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { useEffect, useRef } from 'react';
import { moment } from '../../formats/time.ts';
import { Answered } from '../../parts/answered.tsx';
import { Panel } from '../../parts/panel.tsx';
import { hasMask, roles } from '../../photos/roles.ts';
import { type RunPhotos, useRunPhotos } from '../../photos/use-run-photos.ts';
import { navigate, useQueryMember } from '../../routing/address.ts';
import { CorrectMask } from './correct-mask.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { PhotoGroup } from './photo-group.tsx';
import { RunAgain } from './run-again.tsx';
import { type Corrections, useCorrections } from './use-corrections.ts';

/** The photos that the newest run took, with where it thinks the thing is, to be corrected. */
export function PhotosPanel({ subject }: { subject: Subject }) {
  const corrections = useCorrections();
  return (
    <Answered asked={useRunPhotos(subject.id)}>
      {({ found }) =>
        found === null ? (
          <Panel title="Photos">
            <SpaceBetween size="s">
              <Box>None yet. Photos are given with a run, which looks at them first of all.</Box>
              <Button href={`/subjects/${subject.id}/new-run`}>Start a run</Button>
            </SpaceBetween>
          </Panel>
        ) : (
          <>
            <LeaveGuard corrected={corrections.corrected.size} />
            <Photos subject={subject} {...found} corrections={corrections} />
          </>
        )
      }
    </Answered>
  );
}

function Photos({ subject, run, photos, corrections }: RunPhotos & { subject: Subject; corrections: Corrections }) {
  const asked = useQueryMember('mask');
  const masked = photos.filter(({ role }) => hasMask(role));
  const at = masked.findIndex(({ id }) => id === asked);
  const photo = masked[at];
  const open = (id: string | null, { replace = false } = {}): void => {
    navigate(`/subjects/${subject.id}?tab=photos${id === null ? '' : `&mask=${encodeURIComponent(id)}`}`, { replace });
  };
  const left = useRef<string | null>(null);
  // Whoever comes back from a photo goes on at that photo.
  useEffect(() => {
    if (asked === null && left.current !== null) document.getElementById(`correct ${left.current}`)?.focus();
    left.current = asked;
  }, [asked]);

  if (photo !== undefined) {
    const beside = (offset: number): string | undefined => masked[at + offset]?.id;
    return (
      <CorrectMask
        key={photo.id}
        photo={photo}
        corrections={corrections}
        place={`${at + 1} of ${masked.length}`}
        before={beside(-1)}
        after={beside(1)}
        onOpen={(id) => open(id, { replace: true })}
        onClose={() => open(null)}
      />
    );
  }
  return (
    <SpaceBetween size="l">
      <Header
        variant="h2"
        description={
          <>
            As the run of <Link href={`/runs/${run.id}`}>{moment(run.createdAt)}</Link> took them. Marked is what it
            holds for the thing, and cuts out to put it into other scenes: correct that where it is wrong, and run
            again.
          </>
        }
        actions={<RunAgain subject={subject} run={run} photos={photos} corrections={corrections} />}
      >
        {`Photos (${photos.length})`}
      </Header>
      {roles.map((role) => (
        <PhotoGroup
          key={role}
          role={role}
          run={run.id}
          photos={photos.filter((one) => one.role === role)}
          corrections={corrections}
          onCorrect={open}
        />
      ))}
    </SpaceBetween>
  );
}
