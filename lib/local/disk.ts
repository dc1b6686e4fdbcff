import { InputError } from '../domain/errors.ts';

const sqliteFull = 13;

/**
 * A member of something thrown. Asks for no class: the errors of Node's own modules are of another realm's `Error`
 * wherever code runs in a context of its own.
 */
function memberOf(error: unknown, name: 'code' | 'errcode'): unknown {
  return typeof error === 'object' && error !== null
    ? (error as { code?: unknown; errcode?: unknown })[name]
    : undefined;
}

/** Whether an error of the file system or of SQLite says that the disk, or this account's share of it, is full. */
function isDiskFull(error: unknown): boolean {
  const code = memberOf(error, 'code');
  return code === 'ENOSPC' || code === 'EDQUOT' || memberOf(error, 'errcode') === sqliteFull;
}

/**
 * The error to throw for a failed write under `folder`: `DiskFull` with what to do, or the error itself.
 * @param holdsRuns whether that folder is one of those where runs are kept, and so could be tidied
 */
export function writeFailure(error: unknown, folder: string, { holdsRuns = true } = {}): unknown {
  if (!isDiskFull(error)) return error;
  const where = holdsRuns ? ` (old runs lie under ${folder})` : '';
  return new InputError(
    'DiskFull',
    `The disk that holds ${folder} is full. Free some space${where} and start again: finished work is kept.`,
    { cause: error },
  );
}

/** The `code` of a file system error, for example `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code = memberOf(error, 'code');
  return typeof code === 'string' ? code : undefined;
}
