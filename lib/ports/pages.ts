import { digestOf } from '../domain/digest.ts';
import { InputError, ServiceError } from '../domain/errors.ts';
import { isKeyPart } from './members.ts';
import type { Page, PageRequest, RecordItem, RecordKey } from './records.ts';

const mostItems = 1000;

/** The keys of the last record before a page: those of the table, and of the index where that is asked. */
export type Position = RecordKey & { readonly gsi1pk?: string; readonly gsi1sk?: string };

/**
 * The position after which the page begins, undefined for the first page.
 * @throws InputError `CursorInvalid`; ServiceError `Internal` for a limit out of range or an empty partition
 */
export function pageStart(request: PageRequest): Position | undefined {
  const { pk, limit, after } = request;
  if (!isKeyPart('pk', pk) || !Number.isInteger(limit) || limit < 1 || limit > mostItems) {
    throw new ServiceError('Internal', `A page of '${pk}' with ${limit} records can't be asked for.`);
  }
  if (after === undefined) return undefined;
  const position = positionIn(request, after);
  // The cursor that we would have given for this position in this question: no other text passes.
  if (position !== undefined && isWithin(request, position) && cursorTo(request, position) === after) return position;
  const message = 'The cursor is damaged, or it comes from another list. Start again without the cursor.';
  throw new InputError('CursorInvalid', message);
}

/** The page, from one record more than it may have where there are so many: only so is it known to be the last. */
export function pageOf(request: PageRequest, found: readonly RecordItem[]): Page {
  const items = found.slice(0, request.limit);
  const last = items.at(-1);
  const more = found.length > request.limit;
  return { items, next: more && last !== undefined ? cursorTo(request, positionOf(request, last)) : null };
}

const positionOf = ({ index }: PageRequest, { pk, sk, gsi1pk, gsi1sk }: RecordItem): Position =>
  index === undefined ? { pk, sk } : { pk, sk, gsi1pk: String(gsi1pk), gsi1sk: String(gsi1sk) };

function cursorTo({ pk, skPrefix, index, newestFirst }: PageRequest, position: Position): string {
  const question = digestOf([pk, skPrefix, index ?? null, newestFirst ?? false, { ...position }]).slice(0, 16);
  return Buffer.from(JSON.stringify({ ...position, question })).toString('base64url');
}

/** What a text gives as the position, whoever wrote it. */
function positionIn(request: PageRequest, cursor: string): Position | undefined {
  try {
    return positionOf(request, JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    return undefined;
  }
}

/** Whether a record of these keys could be in the list at all. */
function isWithin({ pk, skPrefix, index }: PageRequest, position: Position): boolean {
  if (!isKeyPart('pk', position.pk) || !isKeyPart('sk', position.sk)) return false;
  if (index === undefined) return position.pk === pk && position.sk.startsWith(skPrefix);
  const { gsi1pk, gsi1sk } = position;
  return gsi1pk === pk && isKeyPart('gsi1sk', gsi1sk) && gsi1sk.startsWith(skPrefix);
}
