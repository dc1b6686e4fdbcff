import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import { setQuery, useQuery } from '../routing/address.ts';
import { curveText, type Fold } from './evaluation-curve.ts';

const CurveChart = lazy(async () => ({ default: (await import('./evaluation-chart.tsx')).CurveChart }));

const foldId = (at: number): string => String(at + 1);

/** How many of the subject's photos are found, and how much else with them. */
export function CurvesPanel({ folds }: { folds: readonly Fold[] }) {
  const asked = new URLSearchParams(useQuery()).get('fold');
  const at = Math.max(
    0,
    folds.findIndex((_, each) => foldId(each) === asked),
  );
  const fold = folds[at];
  if (fold === undefined) return null;
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          description="Going down the ranking: how many of the subject’s photos are found by then, and how much of what was found is right. Nearer the top right is better."
        >
          Precision and recall
        </Header>
      }
    >
      <SpaceBetween size="m">
        {folds.length > 1 && (
          <SegmentedControl
            label="Photos that were left out"
            selectedId={foldId(at)}
            options={folds.map((_, each) => ({ id: foldId(each), text: `Part ${foldId(each)}` }))}
            onChange={({ detail }) => setQuery({ fold: detail.selectedId === '1' ? null : detail.selectedId })}
          />
        )}
        <Suspense fallback={<Spinner size="large" />}>
          <CurveChart fold={fold} />
        </Suspense>
        <Box>{curveText(fold)}</Box>
      </SpaceBetween>
    </Container>
  );
}
