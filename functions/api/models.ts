import { InputError } from '../../lib/domain/errors.ts';
import { adapterKey, adapterPointerUri, tenantPartition } from '../../lib/domain/keys.ts';
import { readEndpoint } from '../subject-endpoint.ts';
import type { ApiPorts } from './context.ts';
import { requireSubject } from './subjects.ts';

/** What a request's `model` is. */
export interface ResolvedModel {
  /** As answers name it: `base`, or `subject@digest`. */
  readonly model: string;
  /** An adapter's name; null is the bare backbone. */
  readonly adapter: string | null;
}

/** The name of the bare backbone, which no subject may have. */
export const baseModel = 'base';

const told = (adapter: string | null): ResolvedModel => ({
  adapter,
  model: adapter === null ? baseModel : adapter.slice(adapter.indexOf('.') + 1),
});

/**
 * The model of that name: `base`, a subject for what serves it now, or `subject@digest` for one of its adapters.
 * @throws InputError `SubjectUnknown`, `AdapterUnknown`
 */
export async function resolveModel(
  ports: Pick<ApiPorts, 'records' | 'objects'>,
  bucket: string,
  tenant: string,
  model: string,
): Promise<ResolvedModel> {
  if (model === baseModel) return told(null);
  const [subject = '', digest] = model.split('@');
  await requireSubject(ports, { tenant, subject });
  if (digest === undefined) return told((await readEndpoint(ports, { tenant, subject })).adapter);
  const { name, digest: whole } = await requireAdapter(ports, { tenant, subject }, digest);
  if ((await ports.objects.head(adapterPointerUri({ bucket, tenant, subject }, whole))) === undefined) {
    throw new InputError('AdapterUnknown', `${model} was never brought to the endpoint. Promote it first.`);
  }
  return told(name);
}

interface KnownAdapter {
  readonly name: string;
  readonly digest: string;
  readonly uri: string;
  readonly run: string;
  readonly outcome: string;
}

/**
 * The adapter of the subject whose digest begins so.
 * @param adapter a name, a digest or the beginning of one, at least 8 digits of it
 * @throws InputError `AdapterUnknown`
 */
export async function requireAdapter(
  { records }: Pick<ApiPorts, 'records'>,
  of: { readonly tenant: string; readonly subject: string },
  adapter: string,
): Promise<KnownAdapter> {
  const digest = adapter.slice(adapter.lastIndexOf('@') + 1);
  const found = /^[0-9a-f]{8,64}$/.test(digest)
    ? await records.query(tenantPartition(of.tenant), adapterKey(of, digest).sk)
    : [];
  const [one, another] = found;
  if (one === undefined || another !== undefined) {
    throw new InputError(
      'AdapterUnknown',
      `${of.subject} has no adapter ${adapter}. GET /v1/subjects/${of.subject}/adapters lists those that there are.`,
    );
  }
  const { name, uri, run, outcome } = one;
  const whole = one.sk.slice(one.sk.lastIndexOf('#') + 1);
  return { name: String(name), digest: whole, uri: String(uri), run: String(run), outcome: String(outcome) };
}
