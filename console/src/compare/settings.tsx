import Box from '@cloudscape-design/components/box';
import { Explained } from '../parts/explained.tsx';
import { Panel } from '../parts/panel.tsx';
import { letterOf } from './letter.tsx';
import { PerRun } from './per-run.tsx';
import { settingValue, settingWords } from './setting-words.ts';
import type { ComparedRun, Comparison } from './use-comparison.ts';

function Name({ path }: { path: string }) {
  const { name, place } = settingWords(path);
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <Explained value={name} means={place} />
    </div>
  );
}

function scope(runs: readonly ComparedRun[]): string {
  const early = runs.flatMap(({ stages }, at) => (stages.length === 0 ? [letterOf(at)] : []));
  const all = 'Whatever else is known of all of them is the same.';
  if (early.length === 0) return all;
  return `${all} ${early.join(', ')} came to no job, so what presets say of jobs may be left out.`;
}

/** What was asked for that is not the same in all. */
export const Settings = ({ comparison: { runs, differences } }: { comparison: Comparison }) => (
  <Panel title="What differs" counter={`(${differences.length})`} description={scope(runs)}>
    {differences.length === 0 ? (
      <Box color="text-body-secondary">
        The same photos and the same settings: a retry, or the same asked for twice.
      </Box>
    ) : (
      <PerRun
        name="Settings that differ"
        first="Setting"
        runs={runs}
        rows={differences.map(({ field, values }) => ({
          id: field,
          label: <Name path={field} />,
          cells: values.map((value) => settingValue(field, value)),
        }))}
      />
    )}
  </Panel>
);
