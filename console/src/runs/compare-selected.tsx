import Button from '@cloudscape-design/components/button';
import { navigate, setQuery } from '../routing/address.ts';
import { whyNotCompared } from './selection.ts';

/** Leads from selected runs, also of other pages, to their comparison. */
export function CompareSelected({ selected }: { selected: readonly string[] }) {
  const why = whyNotCompared(selected.length);
  return (
    <>
      {selected.length > 0 && (
        <Button variant="link" onClick={() => setQuery({ selected: null })}>
          Clear selection
        </Button>
      )}
      <Button
        disabled={why !== null}
        {...(why !== null && { disabledReason: why })}
        onClick={() => navigate(`/compare?runs=${selected.join(',')}`)}
      >
        Compare
      </Button>
    </>
  );
}
