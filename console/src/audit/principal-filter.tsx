import Select from '@cloudscape-design/components/select';
import type { Asked } from '../asking/use-asked.ts';
import { setQuery } from '../routing/address.ts';
import { fromStart } from '../runs/list-address.ts';
import type { Principals } from './use-principals.ts';

const anybody = { label: 'Anybody', value: '' };

/** Whose changes are shown. Who is gone is not offered, and can be chosen by their name in the log. */
export function PrincipalFilter({ principal, known }: { principal: string | null; known: Asked<Principals> }) {
  const { data, error, again } = known;
  const groups = [
    { label: 'People', options: [...(data?.people ?? [])] },
    { label: 'Machine clients', options: [...(data?.clients ?? [])] },
  ].filter(({ options }) => options.length > 0);
  const chosen = groups.flatMap(({ options }) => options).find(({ value }) => value === principal);
  return (
    <div style={{ maxWidth: 320 }}>
      <Select
        ariaLabel="Filter by who did it"
        selectedOption={
          principal === null
            ? anybody
            : (chosen ?? { label: principal.slice(principal.indexOf(':') + 1), value: principal })
        }
        options={[anybody, ...groups]}
        filteringType="auto"
        filteringAriaLabel="Find somebody"
        statusType={error === null ? (data === null ? 'loading' : 'finished') : 'error'}
        loadingText="Loading people and machine clients"
        errorText="People and machine clients could not be loaded"
        recoveryText="Try again"
        onLoadItems={() => error !== null && again()}
        onChange={({ detail }) => setQuery({ principal: detail.selectedOption.value ?? null, ...fromStart })}
      />
    </div>
  );
}
