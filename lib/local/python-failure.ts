import { errorFromCode, InputError, isErrorCode, type LikenessError, ServiceError } from '../domain/errors.ts';
import { errorCode } from './disk.ts';
import type { Installation } from './installation.ts';

/** Why a program of ours could not be started, where that is because there is no Python; undefined for another reason. */
export function pythonMissing({ python }: Pick<Installation, 'python'>, cause: unknown): InputError | undefined {
  if (errorCode(cause) !== 'ENOENT') return undefined;
  return new InputError('SetupIncomplete', `Python is not there (${python}). Run: npm run setup`, { cause });
}

/** Why it could not be started. */
export const startFailure = (place: Pick<Installation, 'python'>, cause: Error): LikenessError =>
  pythonMissing(place, cause) ?? new ServiceError('Internal', cause.message, { cause });

/**
 * What a program that failed said: the last line of its standard error is `{Code}: {message}`.
 * @param otherwise a sentence's beginning, for one that said nothing of the kind
 */
export function failureSaid(standardError: string, otherwise: string, options: ErrorOptions = {}): LikenessError {
  const lines = standardError.trimEnd().split('\n');
  const [, code = '', message = ''] = /^(\w+): (.*)$/.exec(lines.at(-1) ?? '') ?? [];
  if (isErrorCode(code)) return errorFromCode(code, message, options);
  return new ServiceError('Internal', `${otherwise}: ${lines.slice(-5).join('\n')}`, options);
}
