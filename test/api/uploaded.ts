import { create as createStarter } from '../../functions/starter/handler.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import {
  activeRunsKey,
  inboxPrefix,
  pretrainedIndexUri,
  runKeyStart,
  spendingKey,
  tenantPartition,
  uploadUri,
} from '../../lib/domain/keys.ts';
import { isFinal, isRunStatus } from '../../lib/domain/run.ts';
import { maskKey, type PhotoRole, type Upload, type UploadedFile } from '../../lib/domain/upload.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import { upload as uploadDocument } from '../fixtures/handlers.ts';
import type { Asker, TestService } from './service.ts';

const memberOf = (tenant: string): Asker => ({ tenant, role: 'member' });

export const member = memberOf('acme');
export const admin: Asker = { tenant: 'acme', role: 'admin' };

/** Photos on their way in, and what the API knows them by. */
export interface Uploaded {
  readonly tenant: string;
  readonly subject: string;
  readonly upload: string;
  readonly files: readonly UploadedFile[];
  /** Address of the `upload.json` that starts the run. */
  readonly uri: string;
}

export interface Announced {
  readonly upload: string;
  readonly files: readonly {
    readonly key: string;
    readonly name: string;
    readonly role: PhotoRole;
    readonly maskForm: object | null;
  }[];
}

export const announced = (count: number, change: object = {}) =>
  Array.from({ length: count }, (_, at) => ({
    name: `photo-${at}.jpg`,
    type: 'image/jpeg',
    bytes: 100 + at,
    ...change,
  }));

/** The backbone of the preset `laptop`, without which no run can be planned. */
export const provideBackbone = (service: TestService): Promise<void> => {
  const files = [{ path: 'model.safetensors', size: 8, sha256: sha256('tiny-vit') }];
  const uri = pretrainedIndexUri(service.home.bucket, 'backbone', 'tiny-vit');
  return service.ports.objects.put(uri, JSON.stringify({ version: 1, files }));
};

/** Announces photos of a subject, which is made where it is not there, and has them arrive. */
export async function uploaded(
  service: TestService,
  {
    tenant = 'acme',
    subject = 'mug-1',
    files = announced(3),
  }: { tenant?: string; subject?: string; files?: object[] } = {},
): Promise<Uploaded> {
  await provideBackbone(service);
  await service.ask(memberOf(tenant), 'POST', '/v1/subjects', { json: { id: subject, category: 'mug' } });
  const response = await service.ask(memberOf(tenant), 'POST', `/v1/subjects/${subject}/photos`, { json: { files } });
  if (response.status !== 201) throw new Error(await response.text());
  const { upload, files: taken } = (await response.json()) as Announced;
  const place = { bucket: service.home.bucket, tenant, subject };
  const known = taken.map(({ key, name, role, maskForm }) => ({
    key,
    name,
    role,
    ...(maskForm && { mask: maskKey(key) }),
  }));
  for (const { key, mask } of known) {
    for (const name of mask === undefined ? [key] : [key, mask]) {
      await service.ports.objects.put(inboxPrefix(place, upload) + name, 'a photo');
    }
  }
  return { tenant, subject, upload, files: known, uri: uploadUri(place, upload) };
}

/** POST .../runs of it. */
export const startRun = (
  service: TestService,
  { tenant, subject, upload }: Uploaded,
  asked: object = {},
): Promise<Response> =>
  service.ask(memberOf(tenant), 'POST', `/v1/subjects/${subject}/runs`, { json: { upload, ...asked } });

/** The run that POST .../runs started. */
export async function begun(service: TestService, photos: Uploaded, asked: object = {}): Promise<string> {
  const response = await startRun(service, photos, asked);
  if (response.status !== 202) throw new Error(await response.text());
  return ((await response.json()) as { id: string }).id;
}

/** An `upload.json` as whoever uploaded may write it, without asking the API to. */
export const ownDocument = ({ tenant, subject, upload, files }: Uploaded, change: Partial<Upload> = {}): Upload =>
  uploadDocument({ tenant, subject, upload, files: [...files], seed: 0, ...change });

/** The starter, on the ports of the service or others; `landed` is the event of an object in the inbox. */
export const starterOf = (service: TestService, ports: TestService['ports'] = service.ports) =>
  createStarter(ports, service.home);

export const landed = (uri: string) => {
  const [, , name = '', ...key] = uri.split('/');
  const detail = { bucket: { name }, object: { key: key.join('/') } };
  return { Records: [{ body: JSON.stringify({ detail }) }] };
};

/** The tenant's runs, and what is counted of them. */
export async function counted({ ports: { records, clock } }: TestService, tenant = 'acme') {
  const runs = await records.query(tenantPartition(tenant), runKeyStart);
  return {
    runs,
    active: Number((await records.get(activeRunsKey(tenant)))?.runs ?? 0),
    spending: Number((await records.get(spendingKey(tenant, clock.now().slice(0, 7))))?.usdMicros ?? 0),
  };
}

/** What the counters must say of these runs, whatever happened. */
export function due(runs: readonly RecordItem[]): { active: number; spending: number } {
  const over = ({ status }: RecordItem): boolean => isRunStatus(status) && isFinal(status);
  const taken = runs.filter((run) => run.counted !== undefined);
  const amount = (run: RecordItem): number =>
    over(run) ? Number(run.spent ?? 0) : (run.counted as { usdMicros: number }).usdMicros;
  return {
    active: taken.filter((run) => !over(run)).length,
    spending: taken.reduce((sum, run) => sum + amount(run), 0),
  };
}
