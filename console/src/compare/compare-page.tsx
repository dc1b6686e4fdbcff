import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { LikenessApiError } from '@likeness/client';
import { Page } from '../app/page.tsx';
import { Answered } from '../parts/answered.tsx';
import { useQueryMember } from '../routing/address.ts';
import { type Named, namedRuns } from '../runs/selection.ts';
import { Choosing } from './choosing.tsx';
import { type Wrong, wrongWith } from './choosing-words.ts';
import { Curation } from './curation.tsx';
import { Curves } from './curves.tsx';
import { ImageStrips } from './image-strips.tsx';
import { Metrics } from './metrics.tsx';
import { RunCards } from './run-cards.tsx';
import { Settings } from './settings.tsx';
import { Stages } from './stages.tsx';
import { type Comparison, useComparison } from './use-comparison.ts';

/** `/compare?runs=A,B`: two to four runs side by side. */
export function ComparePage() {
  const text = useQueryMember('runs');
  const named = namedRuns(text);
  const wrong = wrongWith(named);
  return (
    <Page
      title="Compare runs"
      crumbs={[
        { text: 'Runs', href: '/runs' },
        { text: 'Compare', href: `/compare?runs=${named.ids.join(',')}` },
      ]}
      header={
        <Header variant="h1" description="What was asked of them, and what came of it. Letters stand for the runs.">
          Compare runs
        </Header>
      }
    >
      {wrong === null ? <Compared named={named} /> : <Choosing named={named} wrong={wrong} />}
    </Page>
  );
}

/** Which of these the service does not know. It names the first. */
function unknownOf(error: unknown, ids: readonly string[]): Wrong | null {
  if (!(error instanceof LikenessApiError) || error.code !== 'RunUnknown') return null;
  const unknown = ids.find((id) => error.detail.includes(id));
  return unknown === undefined
    ? null
    : {
        header: `There is no run ${unknown}`,
        detail:
          'It was deleted with its subject, or the address is misspelt or of another tenant. Leave it out to see the others.',
      };
}

function Compared({ named }: { named: Named }) {
  const asked = useComparison(named.ids);
  const unknown = unknownOf(asked.error, named.ids);
  if (unknown !== null) return <Choosing named={named} wrong={unknown} />;
  return <Answered asked={asked}>{(comparison) => <Panels comparison={comparison} />}</Answered>;
}

function Panels({ comparison }: { comparison: Comparison }) {
  const { runs } = comparison;
  return (
    <SpaceBetween size="l">
      <RunCards runs={runs} />
      <Settings comparison={comparison} />
      <Metrics comparison={comparison} />
      <Curves runs={runs} />
      <Stages runs={runs} />
      <Curation runs={runs} />
      <ImageStrips runs={runs} />
    </SpaceBetween>
  );
}
