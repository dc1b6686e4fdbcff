import Select from '@cloudscape-design/components/select';
import { fromStart } from '../asking/paging.ts';
import type { Asked } from '../asking/use-asked.ts';
import { askedOptions } from '../parts/asked-options.ts';
import { setQuery } from '../routing/address.ts';
import type { Principals } from './use-principals.ts';

const anybody = { label: 'Anybody', value: '' };

/** Whose changes are shown. Who is gone is not offered, and can be chosen by their name in the log. */
export function PrincipalFilter({ principal, known }: { principal: string | null; known: Asked<Principals> }) {
  const { data } = known;
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
        {...askedOptions(known, 'people and machine clients')}
        onChange={({ detail }) => setQuery({ principal: detail.selectedOption.value ?? null, ...fromStart })}
      />
    </div>
  );
}
