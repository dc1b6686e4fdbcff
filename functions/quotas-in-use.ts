import type { Home } from '../lib/domain/home.ts';
import { subjectCountKey } from '../lib/domain/keys.ts';
import type { Quotas } from '../lib/domain/quotas.ts';
import type { Ports } from '../lib/ports/index.ts';
import { quotaUse } from './admission.ts';
import { photoIds } from './gallery/photos.ts';
import { hooksOf } from './webhooks/hooks.ts';

/** The quotas, and how much is used of those that are counted up: as it is counted where more is asked for. */
export interface QuotasInUse extends Quotas {
  readonly used: Pick<Quotas, 'subjects' | 'runsAtOnce' | 'usdMicrosPerMonth' | 'galleryPhotos' | 'webhooks'>;
}

export async function quotasInUse(
  ports: Pick<Ports, 'records' | 'objects' | 'clock'>,
  home: Home,
  tenant: string,
): Promise<QuotasInUse> {
  const [{ quotas, runs, usdMicros }, subjects, photos, webhooks] = await Promise.all([
    quotaUse(ports, home, tenant),
    ports.records.get(subjectCountKey(tenant)),
    photoIds(ports.objects, { bucket: home.bucket, tenant }),
    hooksOf(ports.records, tenant),
  ]);
  const used = {
    subjects: Number(subjects?.subjects ?? 0),
    runsAtOnce: runs,
    usdMicrosPerMonth: usdMicros,
    galleryPhotos: photos.length,
    webhooks: webhooks.length,
  };
  return { ...quotas, used };
}
