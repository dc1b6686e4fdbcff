import Box from '@cloudscape-design/components/box';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy } from 'react';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { setQuery, useQueryMember } from '../../routing/address.ts';
import { curveText, type Fold } from './curve.ts';

const CurveChart = lazy(async () => ({ default: (await import('./curve-chart.tsx')).CurveChart }));

const foldId = (at: number): string => String(at + 1);

/** How many of the subject's photos are found, and how much else with them. */
export function CurvesPanel({ folds }: { folds: readonly Fold[] }) {
  const asked = useQueryMember('fold');
  const at = Math.max(
    0,
    folds.findIndex((_, each) => foldId(each) === asked),
  );
  const fold = folds[at];
  if (fold === undefined) return null;
  return (
    <Panel
      title="Precision and recall"
      fitHeight
      description="Going down the ranking: how many of the subject’s photos are found by then, and how much of what was found is right. Nearer the top right is better."
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
        <Loaded>
          <CurveChart fold={fold} />
        </Loaded>
        <Box>{curveText(fold)}</Box>
      </SpaceBetween>
    </Panel>
  );
}
