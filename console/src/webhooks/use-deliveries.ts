import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import type { ListPage } from '../asking/paging.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import type { Delivery } from './states.ts';

export type DeliveryPage = ListPage<Delivery>;

interface DeliveriesAsked {
  readonly status: Delivery['status'] | null;
  readonly cursor: string | null;
}

const limit = 25;
/** How often they are asked for, in milliseconds: while one is about to be tried, and while none is. */
const often = 2_000;
const seldom = 15_000;
/** What is due within so many milliseconds is waited for. */
const soon = 60_000;

const isDue = ({ status, nextAt }: Delivery): boolean =>
  status === 'pending' && (nextAt === null || Date.parse(nextAt) - Date.now() < soon);

/** A page of what was sent to a webhook, kept as it is now. */
export function useDeliveries(webhook: string, { status, cursor }: DeliveriesAsked): Asked<DeliveryPage> {
  const { likeness } = useService();
  const query = { limit, ...(status !== null && { status }), ...(cursor !== null && { cursor }) };
  return useAsked<DeliveryPage>(
    `deliveries ${webhook} ${JSON.stringify(query)}`,
    (signal) =>
      answerTo(
        likeness.http.GET('/v1/webhooks/{webhook}/deliveries', { params: { path: { webhook }, query }, signal }),
      ),
    ({ data }) => (data.some(isDue) ? often : seldom),
  );
}
