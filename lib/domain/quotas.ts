import { z } from 'zod';
import { ServiceError } from './errors.ts';

/** What a tenant may have and use. */
export interface Quotas {
  readonly subjects: number;
  /** Runs that are not over yet; one machine runs one after another whatever this says. */
  readonly runsAtOnce: number;
  /** Photos of one upload, of all roles. */
  readonly imagesPerRun: number;
  readonly embeddingsPerMinute: number;
  /** What jobs may cost in a calendar month, in micro-dollars. */
  readonly usdMicrosPerMonth: number;
  readonly galleryPhotos: number;
  readonly webhooks: number;
}

export type QuotaName = keyof Quotas;

export const defaultQuotas: Quotas = {
  subjects: 100,
  runsAtOnce: 2,
  imagesPerRun: 1000,
  embeddingsPerMinute: 600,
  usdMicrosPerMonth: 50_000_000,
  galleryPhotos: 10_000,
  webhooks: 10,
};

const upTo = (most: number) => z.int().min(0).max(most);

/** A change of quotas: whole numbers, 0 for nothing at all; what is not named stays. */
export const quotaChangesSchema = z
  .strictObject({
    subjects: upTo(100_000),
    runsAtOnce: upTo(100),
    imagesPerRun: upTo(10_000),
    embeddingsPerMinute: upTo(1_000_000),
    usdMicrosPerMonth: upTo(1_000_000_000_000),
    galleryPhotos: upTo(10_000_000),
    webhooks: upTo(1_000),
  } satisfies Record<QuotaName, z.ZodType<number>>)
  .partial();
export type QuotaChanges = z.infer<typeof quotaChangesSchema>;

/** A tenant's record has the quotas that differ from the defaults as members, so that each changes by itself. */
const quotasInRecord = z.object(quotaChangesSchema.shape);

/**
 * The quotas of the tenant that has this record, or none; `defaults` are the home's.
 * @throws ServiceError `Internal` where the record says what no quota can be: nobody is let through by a mistake
 */
export function quotasOf(record: object | undefined, defaults: Quotas = defaultQuotas): Quotas {
  const said = quotasInRecord.safeParse(record ?? {});
  if (said.success) return { ...defaults, ...withoutUndefined(said.data) };
  const { path, message } = said.error.issues[0] ?? { path: [], message: '' };
  throw new ServiceError('Internal', `The tenant's record has a quota that is none, ${path.join('.')}: ${message}.`);
}

const withoutUndefined = (changes: QuotaChanges): Partial<Quotas> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
