import { ServiceError } from '../../lib/domain/errors.ts';
import { adapterKey, adapterPointerUri, subjectPrefix, tenantPartition } from '../../lib/domain/keys.ts';
import type { Outcome } from '../../lib/domain/verdict.ts';
import { writeJson } from '../documents.ts';
import {
  checkAnswer,
  createEndpoint,
  pointEndpoint,
  readEndpoint,
  type Serving,
  type Subject,
} from '../subject-endpoint.ts';
import type { ApiPorts } from './context.ts';
import { requireAdapter } from './models.ts';

/** An adapter of a subject, as the world sees it. */
export interface ListedAdapter {
  readonly name: string;
  readonly digest: string;
  readonly run: string;
  readonly outcome: Outcome;
  readonly createdAt: string;
  readonly serving: boolean;
}

/** The subject's adapters, the newest first. */
export async function listAdapters(ports: Pick<ApiPorts, 'records'>, of: Subject): Promise<ListedAdapter[]> {
  const { adapter: serving } = await readEndpoint(ports, of);
  const items = await ports.records.query(tenantPartition(of.tenant), adapterKey(of, '').sk);
  return items
    .map(({ sk, name, run, outcome, createdAt }) => ({
      name: String(name),
      digest: sk.slice(sk.lastIndexOf('#') + 1),
      run: String(run),
      outcome: String(outcome) as Outcome,
      createdAt: String(createdAt),
      serving: name === serving,
    }))
    .toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
}

type PromotePorts = Pick<ApiPorts, 'records' | 'objects' | 'endpoints' | 'clock'>;

/**
 * Points the subject's endpoint at one of its adapters, once that has answered for an image. What served becomes what a
 * roll-back goes back to. Doing it again changes nothing.
 * @param by the principal who wants it
 * @throws InputError `AdapterUnknown`
 * @throws ServiceError `EndpointBusy` while the endpoint wakes, `EndpointFailed`, `SmokeTestFailed`, `RecordConflict`
 */
export async function promoteAdapter(
  ports: PromotePorts,
  bucket: string,
  of: Subject,
  asked: string,
  by: string,
): Promise<Serving> {
  const { name, digest, uri, outcome } = await requireAdapter(ports, of, asked);
  const serving = await readEndpoint(ports, of);
  const next = { adapter: name, provisional: outcome === 'unjudged' };
  if (serving.adapter === name) return next;
  const place = { bucket, ...of };
  if (!uri.startsWith(subjectPrefix(place))) throw new ServiceError('Internal', `${name} lies outside its subject.`);
  await writeJson(ports.objects, adapterPointerUri(place, digest), { version: 1, digest, uri });
  if (!(await ports.endpoints.deploy({ name, uri }))) {
    throw new ServiceError('EndpointBusy', 'The endpoint is getting the adapter. Ask again.');
  }
  await checkAnswer(ports, name);
  const byHand = { ...next, run: null, by };
  if (!(await createEndpoint(ports, of, byHand))) {
    await pointEndpoint(ports, of, await readEndpoint(ports, of), byHand, serving);
  }
  return next;
}
