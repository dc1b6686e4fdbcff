import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import { Fragment } from 'react';
import type { SameThing } from './use-same-thing.ts';

interface SameThingNoticeProps {
  readonly found: SameThing;
  /** The name of the photo that was asked about. */
  readonly photo: string;
}

/** Says where the thing may have a subject already. Nobody is held up by it. */
export function SameThingNotice({ found: { looksLike, unknown }, photo }: SameThingNoticeProps) {
  const untold =
    unknown.length === 0 ? null : `Whether it is your ${unknown.join(' or your ')} could not be told from ${photo}.`;
  if (looksLike.length === 0) {
    return (
      untold !== null && (
        <Box color="text-body-secondary" fontSize="body-s">
          {untold}
        </Box>
      )
    );
  }
  return (
    <Alert type="warning" header={`Looks like your ${looksLike.join(' and your ')}`}>
      So says its endpoint of {photo}. If it is the same thing, make a new run of that instead:{' '}
      {looksLike.map((id, at) => (
        <Fragment key={id}>
          {at > 0 && ', '}
          <Link href={`/subjects/${id}/new-run`}>{id}</Link>
        </Fragment>
      ))}
      . If it is another, go on. {untold}
    </Alert>
  );
}
