import { ulid } from 'ulid';
import { type Changes, changedPreset } from '../../lib/domain/changes.ts';
import type { Estimate } from '../../lib/domain/cost.ts';
import { canonicalJson, type Json } from '../../lib/domain/digest.ts';
import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { type RunReference, uploadUri } from '../../lib/domain/keys.ts';
import { type Preset, presetNamed } from '../../lib/domain/presets.ts';
import { defaultPromotion, type PromotionPolicy } from '../../lib/domain/promotion.ts';
import { type Upload, uploadSchema } from '../../lib/domain/upload.ts';
import { requireModels } from '../../lib/ports/models.ts';
import { admit, checkQuotas, estimateOfUpload, type QuotaUse, quotaUse } from '../admission.ts';
import type { Subject } from '../subject-endpoint.ts';
import { readUpload } from '../upload-document.ts';
import type { ApiPorts } from './context.ts';
import { requireSubject } from './subjects.ts';
import { checkArrived, requireUpload } from './uploads.ts';

export interface NewRun {
  readonly upload: string;
  readonly preset?: string | undefined;
  readonly changes?: Changes | undefined;
  readonly promote?: PromotionPolicy | undefined;
  readonly seed: number;
  readonly lend: boolean;
  readonly costLimit?: number | undefined;
}

/** What a run would do and come to. */
export interface PlannedRun {
  readonly category: string;
  readonly preset: { readonly name: string; readonly version: number };
  readonly estimate: Estimate;
  readonly use: QuotaUse;
  readonly fits: boolean;
}

type StartPorts = Pick<ApiPorts, 'records' | 'objects' | 'models' | 'clock'>;

/**
 * Everything that starting the run would check, and nothing of what it would do.
 * @throws InputError for whatever can be told before the photos are decoded
 */
export async function planRun(ports: StartPorts, home: Home, of: Subject, asked: NewRun): Promise<PlannedRun> {
  const { category } = await requireSubject(ports, of);
  const { files } = await requireUpload(ports, of, asked.upload);
  const preset = changedPreset(presetNamed(asked.preset ?? home.preset), asked.changes ?? {});
  checkBackbone(home, preset);
  await requireModels(preset, (kind, name) => ports.models.find(kind, name));
  await checkArrived(ports, home, of, asked.upload, files);
  const estimate = estimateOfUpload(home, { preset: preset.name, files: [...files] });
  const use = await quotaUse(ports, home, of.tenant);
  return {
    category: String(category),
    preset: { name: preset.name, version: preset.version },
    estimate,
    use,
    fits: fits(use, estimate),
  };
}

/** An adapter is of one backbone, and the endpoint has one. */
function checkBackbone({ backbone }: Home, preset: Preset): void {
  if (backbone === null || backbone === preset.backbone) return;
  throw new InputError(
    'OptionInvalid',
    `The preset ${preset.name} is for the backbone ${preset.backbone}, and the endpoint here has ${backbone}. GET /v1/presets says which are available.`,
  );
}

function fits(use: QuotaUse, { usdMicros }: Estimate): boolean {
  try {
    checkQuotas(use, usdMicros ?? 0);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/**
 * Starts the run of an upload: takes it in and writes its `upload.json`, which starts the workflow as any that lands in
 * the inbox does. Asked again with the same settings it answers the same run, and so it does where whoever uploaded wrote
 * a document of their own: the run is the one that it names.
 * @returns the run's id
 * @throws InputError `UploadUsed`, `RateExceeded`, `QuotaExceeded` and what planning throws
 */
export async function startRun(
  ports: StartPorts,
  home: Home,
  of: Subject,
  asked: NewRun,
  createdBy: string,
): Promise<string> {
  const { category } = await requireSubject(ports, of);
  const { files, run: earlier } = await requireUpload(ports, of, asked.upload);
  const place = { bucket: home.bucket, ...of };
  const uri = uploadUri(place, asked.upload);
  const document = (run: string): Upload =>
    uploadSchema.parse({
      version: 1,
      ...of,
      upload: asked.upload,
      run,
      category: String(category),
      preset: asked.preset ?? home.preset,
      ...(asked.changes !== undefined && Object.keys(asked.changes).length > 0 && { changes: asked.changes }),
      promote: asked.promote ?? defaultPromotion,
      ...(asked.lend && { lend: true }),
      seed: asked.seed,
      files,
    });
  const begin = async (id: string): Promise<string> => {
    const { estimate } = await planRun(ports, home, of, asked);
    const run: RunReference = { ...place, run: id, upload: uri };
    const costLimit = asked.costLimit ?? null;
    return admit(ports, home, { run, upload: document(run.run), estimate, costLimit, createdBy });
  };
  const requireSame = async (run: string | undefined): Promise<string> => {
    const written = await readUpload(ports.objects, { ...place, upload: uri });
    const became = run ?? written.run;
    if (canonicalJson(plain({ ...written, run: became })) === canonicalJson(plain(document(became)))) return became;
    throw new InputError(
      'UploadUsed',
      `The upload became the run ${became}, with other settings. Announce the photos again for another run, or retry that one.`,
    );
  };
  const isWritten = earlier === null && (await ports.objects.head(uri)) !== undefined;
  const run = earlier ?? (await begin(isWritten ? await requireSame(undefined) : ulid()));
  const text = `${JSON.stringify(plain(document(run)), null, 1)}\n`;
  // Where a process died between the two writes, this is the second.
  return (await ports.objects.putIfAbsent(uri, text, 'application/json')) ? run : requireSame(run);
}

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
