import { canonicalJson, type Json } from '../domain/digest.ts';
import { ownMember } from '../ports/members.ts';
import type { ExpectedMembers, RecordItem, RecordKey, Write } from '../ports/records.ts';

/** What is there after a write to a record, given what was before; `failed` where a condition fails. */
export function outcomeOf(write: Write, before: RecordItem | undefined): RecordItem | 'nothing' | 'failed' {
  if ('create' in write) return before === undefined ? write.create : 'failed';
  if ('update' in write) {
    const fits = before !== undefined && meets(before, write.expected ?? {});
    return fits ? { ...before, ...write.changes } : 'failed';
  }
  return 'add' in write ? sumOf(write, before) : 'nothing';
}

const meets = (item: RecordItem, expected: ExpectedMembers): boolean =>
  Object.entries(expected).every(([name, value]) => same(ownMember(item, name), value));

/** Equal JSON; `undefined` equals only itself. */
function same(actual: Json | undefined, expected: Json | undefined): boolean {
  if (actual === undefined || expected === undefined) return actual === expected;
  return canonicalJson(actual) === canonicalJson(expected);
}

function sumOf(
  { add: { pk, sk }, amounts, atMost = {}, set = {} }: Extract<Write, { add: RecordKey }>,
  before: RecordItem | undefined,
): RecordItem | 'failed' {
  const sums: Record<string, number> = {};
  for (const [name, amount] of Object.entries(amounts)) {
    const held = ownMember(before ?? {}, name);
    if (held !== undefined && typeof held !== 'number') return 'failed';
    const sum = (held ?? 0) + amount;
    const limit = Object.hasOwn(atMost, name) ? atMost[name] : undefined;
    if (Math.abs(sum) > Number.MAX_SAFE_INTEGER || (limit !== undefined && sum > limit)) return 'failed';
    sums[name] = sum;
  }
  return { ...before, ...set, ...sums, pk, sk };
}
