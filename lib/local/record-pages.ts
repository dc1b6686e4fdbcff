import type { Position } from '../ports/pages.ts';
import type { PageRequest } from '../ports/records.ts';

const gsi1pk = "json_extract(item, '$.gsi1pk')";
const gsi1sk = "json_extract(item, '$.gsi1sk')";
const expiresAt = "json_extract(item, '$.expiresAt')";

/** Indexes by what records hold. The table's key follows in each by itself, so that records of one `gsi1sk` have an order. */
export const recordIndexes = `
  CREATE INDEX IF NOT EXISTS records_gsi1 ON records (${gsi1pk}, ${gsi1sk});
  CREATE INDEX IF NOT EXISTS records_expiry ON records (${expiresAt});`;

/** Removes the records that expired before a moment, in seconds since 1970. */
export const removeExpired = `DELETE FROM records WHERE ${expiresAt} < ?`;

type Value = string | number | Uint8Array;

export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** One range of one index, read in its order: what comes before the page and after it is never touched. */
export function pageStatement(request: PageRequest, start: Position | undefined): Statement {
  const { pk, skPrefix, index, limit, newestFirst = false } = request;
  const [partition, sort] = index === undefined ? ['pk', 'sk'] : [gsi1pk, gsi1sk];
  const order = index === undefined ? ['sk'] : [gsi1sk, 'pk', 'sk'];
  const last = start && (index === undefined ? [start.sk] : [String(start.gsi1sk), start.pk, start.sk]);
  // No UTF-8 has the byte 255, so it ends the texts that start with the prefix. The plus leaves the index usable.
  const end = Buffer.concat([Buffer.from(skPrefix), Buffer.of(255)]);
  const conditions: readonly [string, ...Value[]][] = [
    [`${partition} = ?`, pk],
    [`${sort} >= ?`, last !== undefined && !newestFirst ? String(last[0]) : skPrefix],
    last !== undefined && newestFirst ? [`${sort} <= ?`, String(last[0])] : [`${sort} < +CAST(? AS TEXT)`, end],
    ...(last === undefined ? [] : [beyond(order, last, newestFirst)]),
  ];
  const sorted = order.map((column) => `${column} ${newestFirst ? 'DESC' : 'ASC'}`).join(', ');
  return {
    sql: `SELECT item FROM records WHERE ${conditions.map(([sql]) => sql).join(' AND ')} ORDER BY ${sorted} LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit + 1],
  };
}

function beyond(order: readonly string[], last: readonly string[], newestFirst: boolean): [string, ...Value[]] {
  const marks = order.map(() => '?').join(', ');
  return [`(${order.join(', ')}) ${newestFirst ? '<' : '>'} (${marks})`, ...last];
}
