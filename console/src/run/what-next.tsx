import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';

function headerOf(promoted: boolean, unjudged: boolean, withdrew: boolean): string {
  if (promoted) return `Its model went to the endpoint${unjudged ? ' on trial' : ''}`;
  return withdrew
    ? 'Its model was kept, and the endpoint answers by the base again'
    : 'Its model was kept, and did not go to the endpoint';
}

/** Where to go once the run made a model. What its endpoint answers by may be another since. */
export function WhatNext({ run: { status, subject, outcome, adapter, withdrew } }: { run: RunDetail }) {
  if (adapter === null || (status !== 'succeeded' && status !== 'kept-base')) return null;
  const promoted = status === 'succeeded';
  const unjudged = outcome === 'unjudged';
  return (
    <Alert
      type={promoted && !unjudged ? 'success' : 'info'}
      header={headerOf(promoted, unjudged, withdrew)}
      action={
        <SpaceBetween size="xs" direction="horizontal">
          {outcome !== 'better' && <Button href={`/subjects/${subject}/new-run`}>New run</Button>}
          {promoted && <Button href={`/subjects/${subject}?tab=try`}>Try it</Button>}
        </SpaceBetween>
      }
    >
      {promoted
        ? `Show the endpoint of ${subject} a photo, and see what it says.`
        : 'It can be promoted by hand all the same.'}
      {withdrew && ' What served on trial before had not been judged, and this verdict speaks against it.'}
      {outcome !== 'better' && ' A new run with the photos that the verdict asks for may do better.'}
    </Alert>
  );
}
