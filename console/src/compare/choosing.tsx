import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Panel } from '../parts/panel.tsx';
import type { Named } from '../runs/selection.ts';
import { AddRun } from './add-run.tsx';
import { choose } from './choose.ts';
import type { Wrong } from './choosing-words.ts';

/** Where the address is no comparison: what it says, what is wrong with it, and how to go on. */
export function Choosing({ named: { ids, others }, wrong }: { named: Named; wrong: Wrong }) {
  const all = [...ids, ...others];
  return (
    <Panel title="Choose the runs">
      <SpaceBetween size="m">
        <Alert type={all.length < 2 ? 'info' : 'warning'} header={wrong.header}>
          {wrong.detail}
        </Alert>
        {all.length > 0 && (
          <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 8 }}>
            {all.map((name) => (
              <li key={name} style={{ display: 'flex', gap: 12, alignItems: 'center', flexWrap: 'wrap' }}>
                <span style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                  {ids.includes(name) ? <Link href={`/runs/${name}`}>{name}</Link> : name}
                </span>
                <Button
                  variant="inline-link"
                  ariaLabel={`Leave out ${name}`}
                  onClick={() => choose(all.filter((other) => other !== name))}
                >
                  Leave out
                </Button>
              </li>
            ))}
          </ul>
        )}
        <div style={{ maxWidth: 420 }}>
          <AddRun chosen={all} subject={null} />
        </div>
        <Button href={`/runs${ids.length > 0 ? `?selected=${ids.join(',')}` : ''}`}>Select in the list of runs</Button>
      </SpaceBetween>
    </Panel>
  );
}
