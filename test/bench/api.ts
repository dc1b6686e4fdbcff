/**
 * `npm run bench:api [-- --rounds 10] [--quick]`: what listing, reading and embedding take over HTTP, 1 to 64 at once, of
 * `likeness up` on stores of 1,000, 10,000 and 100,000 runs. Writes docs/benchmarks/api.md and its chart, in about four
 * minutes on two quiet cores.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { Progress } from '../../bin/terminal/progress.ts';
import { installation } from '../../lib/local/installation.ts';
import { openIssuer } from '../../lib/local/issuer.ts';
import { type Asked, ask, type Load } from './api-client.ts';
import { type Case, figuresOf } from './api-figures.ts';
import { chart, page } from './api-page.ts';
import { type Service, startService } from './api-service.ts';
import { asker, type Filled, fillStore } from './api-store.ts';
import { machine } from './machine.ts';
import { roundsOf } from './rounds.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const { quick } = values;
const rounds = roundsOf(values.rounds, quick ? 1 : 10);
const sizes = quick ? [200, 1000, 2000] : [1000, 10_000, 100_000];
const largest = sizes.at(-1);
const callers = [1, 4, 16, 64];

const load = loadavg()[0] ?? 0;
const installed = installation();
const work = join(installed.root, '.cache', 'bench', 'api');
const progress = new Progress(process.stderr);
const image = await sharp(join(installed.root, 'assets', 'samples', 'sunrise-mug', 'reference', '00.jpg'))
  .resize(224, 224)
  .jpeg()
  .toBuffer();

interface Store extends Filled, Service {
  readonly token: string;
}

async function open(runs: number): Promise<Store> {
  const data = join(work, String(runs));
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  const told = (done: number) => progress.step({ stage: `store of ${runs}`, done, total: runs, values: {} });
  const filled = await fillStore(data, runs, told);
  const issuer = await openIssuer(join(data, 'issuer'));
  const token = await issuer.issue({ tenant: asker, user: 'bench', role: 'member', seconds: 24 * 3600 });
  return { ...filled, ...(await startService(installed, data)), token };
}

const asked = ({ run, cursor }: Filled): Readonly<Record<string, Asked>> => ({
  first: { path: '/v1/runs' },
  middle: { path: `/v1/runs?cursor=${cursor}` },
  status: { path: '/v1/runs?status=failed' },
  subject: { path: '/v1/runs?subject=subject-3' },
  get: { path: `/v1/runs/${run}` },
  embed: { path: '/v1/embeddings?model=base', image },
});

/** Requests of a case and round. Rounds are short: a machine is seldom as quick for long. An embedding takes as long as twenty reads. */
const countOf = ({ operation, atOnce }: Case): number =>
  operation === 'embed' ? Math.max(16, 2 * atOnce) : Math.max(60, 4 * atOnce);

/** Every case once a round, and the stores in turn, so that what slows one slows all. */
async function measure(stores: readonly Store[]) {
  const cases = Object.keys(asked(stores[0] as Store)).flatMap((operation) =>
    callers.flatMap((atOnce) =>
      stores
        .filter(({ runs }) => operation !== 'embed' || runs === largest)
        .map((store) => ({ of: { operation, runs: store.runs, atOnce } satisfies Case, store, found: [] as Load[] })),
    ),
  );
  const total = cases.reduce((sum, { of }) => sum + countOf(of), 0) * rounds;
  let done = 0;
  const once = ({ of: { operation, atOnce }, store }: (typeof cases)[number], count: number): Promise<Load> =>
    ask(store.url, store.token, asked(store)[operation] as Asked, atOnce, count);
  for (const one of cases) await once(one, one.of.atOnce + 20);
  for (let round = 0; round < rounds; round += 1) {
    for (const one of cases) {
      const count = countOf(one.of);
      one.found.push(await once(one, count));
      done += count;
      progress.step({ stage: 'requests', done, total, values: {} });
    }
  }
  return cases.map(({ of, found }) => figuresOf({ ...of, rounds: found }));
}

const stores: Store[] = [];
try {
  for (const runs of sizes) stores.push(await open(runs));
  const figures = await measure(stores);
  const given = process.argv.slice(2);
  const written = page(figures, {
    machine: machine(),
    command: `npm run bench:api${given.length === 0 ? '' : ` -- ${given.join(' ')}`}`,
    load,
    quick,
    rounds,
    tenants: stores.at(-1)?.tenants ?? 0,
  });
  const target = join(installed.root, 'docs', 'benchmarks');
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'api.md'), written);
  await writeFile(join(target, 'api.svg'), chart(figures));
  process.stdout.write(written);
} finally {
  await Promise.all(stores.map(({ stop }) => stop()));
  await rm(work, { recursive: true, force: true });
}
