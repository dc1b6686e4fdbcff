import { errorFromCode, isErrorCode, type LikenessError } from '../../lib/domain/errors.ts';
import { type RunReference, runKey } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';

/** Why the run's photos were refused before, if they were. */
export async function refusalOf(
  { records }: Pick<Ports, 'records'>,
  run: RunReference,
): Promise<LikenessError | undefined> {
  const refused = (await records.get(runKey(run)))?.refused;
  if (typeof refused !== 'object' || refused === null || Array.isArray(refused)) return undefined;
  const { code, message } = refused;
  if (typeof code !== 'string' || !isErrorCode(code) || typeof message !== 'string') return undefined;
  return errorFromCode(code, message);
}

/** Notes the refusal on the run's record; false where there is none. */
export function recordRefusal(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  run: RunReference,
  { code, message }: LikenessError,
): Promise<boolean> {
  return records.update(runKey(run), { refused: { code, message }, updatedAt: clock.now() });
}
