import Box from '@cloudscape-design/components/box';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy } from 'react';
import { Problem } from '../app/problem.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Panel } from '../parts/panel.tsx';
import { setQuery, useQueryMember } from '../routing/address.ts';
import { letterOf } from './letter.tsx';
import type { ComparedRun } from './use-comparison.ts';
import { type CurveKind, curveKinds, useCurves } from './use-curves.ts';

const CurveChart = lazy(async () => ({ default: (await import('./curve-chart.tsx')).CurveChart }));

const words: Readonly<Record<CurveKind, { readonly text: string; readonly says: string; readonly missing: string }>> = {
  precision: {
    text: 'Precision and recall',
    says: 'Recall is how many of its photos are found, precision how many of those found are of it. Higher is better. Steps are single photos.',
    missing: 'nothing was judged on held-out photos',
  },
  loss: {
    text: 'Training loss',
    says: 'How far the adapter was from what it learns, step by step. Its height depends on settings: between runs, only the shape says something. It starts anew where a run trains more than once: to judge by leaving out photos, or to find what a source of images is worth.',
    missing: 'nothing was measured of its training',
  },
};

/** How the adapters find the photos, or how they were trained, over each other. */
export function Curves({ runs }: { runs: readonly ComparedRun[] }) {
  const asked = useQueryMember('curve');
  const kind = curveKinds.find((one) => one === asked) ?? 'precision';
  const { data, error, again } = useCurves(runs, kind);
  const { says, missing } = words[kind];
  const without = (data ?? []).flatMap(({ points }, at) => (points.length === 0 ? [letterOf(at)] : []));
  return (
    <Panel title="Curves" description={says}>
      <SpaceBetween size="m">
        <SegmentedControl
          label="Which curves"
          selectedId={kind}
          options={curveKinds.map((id) => ({ id, text: words[id].text }))}
          onChange={({ detail }) => setQuery({ curve: detail.selectedId === 'precision' ? null : detail.selectedId })}
        />
        {error !== null && <Problem error={error} again={again} />}
        {error === null && data === null && <Spinner size="large" />}
        {data !== null && without.length < runs.length && (
          <Loaded>
            <CurveChart key={kind} kind={kind} name={words[kind].text} curves={data} />
          </Loaded>
        )}
        {without.length > 0 && (
          <Box color="text-body-secondary">{`No curve of ${without.join(', ')}: ${missing}.`}</Box>
        )}
      </SpaceBetween>
    </Panel>
  );
}
