import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Fragment } from 'react';
import type { SameThing } from './use-same-thing.ts';

interface SameThingNoticeProps {
  readonly found: SameThing;
  /** The name of the photo that was asked about. */
  readonly photo: string;
}

/** Says where the thing may have a subject already. Nobody is held up by it. */
export function SameThingNotice({ found: { looksLike, unjudged, unknown }, photo }: SameThingNoticeProps) {
  if (looksLike.length + unjudged.length + unknown.length === 0) return null;
  return (
    <SpaceBetween size="xs">
      {looksLike.length > 0 && (
        <Alert type="warning" header={`Looks like your ${looksLike.join(' and your ')}`}>
          So says its endpoint of {photo}. If it is the same thing, make a new run of that instead:{' '}
          <NewRuns of={looksLike} />. If it is another, go on.
        </Alert>
      )}
      {unjudged.length > 0 && (
        <Alert type="info">
          Your {unjudged.join(' and your ')} {unjudged.length === 1 ? 'is' : 'are'} not judged yet, and can't say
          whether {photo} shows the same thing. If it does, make a new run of that instead: <NewRuns of={unjudged} />.
        </Alert>
      )}
      {unknown.length > 0 && (
        <Box color="text-body-secondary" fontSize="body-s">
          {`Whether it is your ${unknown.join(' or your ')} could not be told from ${photo}.`}
        </Box>
      )}
    </SpaceBetween>
  );
}

const NewRuns = ({ of }: { of: readonly string[] }) =>
  of.map((id, at) => (
    <Fragment key={id}>
      {at > 0 && ', '}
      <Link href={`/subjects/${id}/new-run`}>{id}</Link>
    </Fragment>
  ));
