import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { DayOfUsage } from '@likeness/client';
import { lazy } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { dollars } from '../formats/money.ts';
import { duration } from '../formats/time.ts';
import { Answered } from '../parts/answered.tsx';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Panel } from '../parts/panel.tsx';
import { useQuery } from '../routing/address.ts';
import { DaysTable } from './days-table.tsx';
import { type Amounts, dayText, isFree, totalOf } from './figures.ts';
import { type DayRange, rangeAsked, today } from './range.ts';
import { RangePicker } from './range-picker.tsx';

const UsageCharts = lazy(async () => ({ default: (await import('./usage-charts.tsx')).UsageCharts }));

interface Usage {
  readonly data: readonly DayOfUsage[];
}

const daysText = ({ from, to }: DayRange): string =>
  from === to ? dayText(from) : `${dayText(from)} to ${dayText(to)}`;

function Totals({ totals, range }: { totals: Amounts; range: DayRange }) {
  const free = isFree(totals);
  return (
    <Panel
      title="In all"
      description={`${daysText(range)}. A day begins and ends at midnight UTC. What a run took counts on the day on which it ended.`}
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Spent', value: free ? 'Nothing known' : dollars(totals.usdMicros) },
            { label: 'Runs that ended', value: totals.runs.toLocaleString() },
            { label: 'Time of jobs', value: duration(totals.seconds) },
            { label: 'Images that endpoints looked at', value: totals.images.toLocaleString() },
          ]}
        />
        {free && (
          <Alert type="info">
            No price of these jobs is known. They ran on a machine of your own, which charges nothing, or on one that
            the service has no price for.
          </Alert>
        )}
      </SpaceBetween>
    </Panel>
  );
}

/** What was used in a range of days: in all, as charts, and day by day. */
export function UsagePanel() {
  const { likeness } = useService();
  const range = rangeAsked(useQuery(), today());
  const { from, to } = range;
  const asked = useAsked<Usage>(`usage ${from} ${to}`, async (signal) => {
    const query = { from, to };
    // Without a format it is never the text of a CSV.
    return (await answerTo(likeness.http.GET('/v1/usage', { params: { query }, signal }))) as Usage;
  });
  return (
    <SpaceBetween size="l">
      <RangePicker asked={range} />
      <Answered asked={asked}>
        {({ data: days }) =>
          days.length === 0 ? (
            <Container>
              <Empty title="Nothing was used">
                No run ended and no endpoint was asked: {daysText(range)}. Choose other days to see those.
              </Empty>
            </Container>
          ) : (
            <SpaceBetween size="l">
              <Totals totals={totalOf(days)} range={range} />
              <Loaded>
                <UsageCharts days={days} range={range} />
              </Loaded>
              <DaysTable days={days} range={range} />
            </SpaceBetween>
          )
        }
      </Answered>
    </SpaceBetween>
  );
}
