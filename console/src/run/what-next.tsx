import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';

/** Where to go once the run made a model. What its endpoint answers by may be another since. */
export function WhatNext({ run: { status, subject, outcome, adapter } }: { run: RunDetail }) {
  if (adapter === null || (status !== 'succeeded' && status !== 'kept-base')) return null;
  const promoted = status === 'succeeded';
  const unjudged = outcome === 'unjudged';
  return (
    <Alert
      type={promoted && !unjudged ? 'success' : 'info'}
      header={
        promoted
          ? `Its model went to the endpoint${unjudged ? ' on trial' : ''}`
          : 'Its model was kept, and did not go to the endpoint'
      }
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
      {outcome !== 'better' && ' A new run with the photos that the verdict asks for may do better.'}
    </Alert>
  );
}
