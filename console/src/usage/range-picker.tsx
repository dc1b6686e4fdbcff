import DateRangePicker from '@cloudscape-design/components/date-range-picker';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { setQuery } from '../routing/address.ts';
import { isRange, namedRange, type RangeAsked, rangeNames, rangeQuery, today } from './range.ts';

const texts: Readonly<Record<RangeAsked['name'], string>> = {
  'this-month': 'This month',
  'last-month': 'Last month',
  'last-30-days': 'Last 30 days',
  custom: 'Other days',
};

/** Other days have other pages. */
const show = (range: RangeAsked): void => setQuery({ ...rangeQuery(range), page: null });

/** Which days are shown; the address has them. */
export function RangePicker({ asked }: { asked: RangeAsked }) {
  function choose(id: string): void {
    const name = rangeNames.find((known) => known === id);
    // Other days begin as those that are shown.
    if (name === undefined) show({ ...asked, name: 'custom' });
    else show({ name, ...namedRange(name, today()) });
  }
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <SegmentedControl
        label="Days"
        selectedId={asked.name}
        options={[...rangeNames, 'custom' as const].map((id) => ({ id, text: texts[id] }))}
        onChange={({ detail }) => choose(detail.selectedId)}
      />
      {asked.name === 'custom' && (
        <DateRangePicker
          ariaLabel="First and last day"
          dateOnly
          rangeSelectorMode="absolute-only"
          absoluteFormat="long-localized"
          hideTimeOffset
          showClearButton={false}
          relativeOptions={[]}
          value={{ type: 'absolute', startDate: asked.from, endDate: asked.to }}
          isValidRange={(value) =>
            value?.type === 'absolute' && isRange(value.startDate, value.endDate)
              ? { valid: true }
              : { valid: false, errorMessage: 'Choose a first day and a last one, since 2020.' }
          }
          onChange={({ detail: { value } }) => {
            if (value?.type === 'absolute') {
              show({ name: 'custom', from: value.startDate, to: value.endDate });
            }
          }}
        />
      )}
    </SpaceBetween>
  );
}
