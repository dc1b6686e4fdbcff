import { adapterUri, planUri, type RunReference, verdictUri } from '../../lib/domain/keys.ts';
import { readJson } from '../documents.ts';
import type { ApiPorts } from './context.ts';

const urlSeconds = 3600;

interface Artifact {
  readonly path: string;
  readonly bytes: number;
  readonly url: string;
}

/** The files that a run leaves: plan, verdict, and the adapter in PEFT's format once there is one. */
export async function listArtifacts(
  { objects, transfers }: Pick<ApiPorts, 'objects' | 'transfers'>,
  run: RunReference,
): Promise<Artifact[]> {
  const found: { path: string; uri: string; bytes: number }[] = [];
  for (const uri of [planUri(run), verdictUri(run)]) {
    const entry = await objects.head(uri);
    if (entry !== undefined) found.push({ path: uri.split('/').at(-1) ?? '', uri, bytes: entry.size });
  }
  if (found.some(({ path }) => path === 'verdict.json')) {
    const { job } = await readJson<{ readonly job: string }>(objects, verdictUri(run));
    const prefix = adapterUri(run, job);
    for (const { uri, size } of await objects.list(prefix)) {
      found.push({ path: `adapter/${uri.slice(prefix.length)}`, uri, bytes: size });
    }
  }
  return Promise.all(
    found.map(async ({ path, uri, bytes }) => {
      const fileName = path.split('/').at(-1) ?? path;
      return { path, bytes, url: await transfers.downloadUrl({ uri, seconds: urlSeconds, fileName }) };
    }),
  );
}
