import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../lib/domain/identity.ts';
import { root } from '../fixtures/command.ts';
import { type RunningService, startSeeded } from './seeded-service.ts';

/**
 * Schemathesis asks a running service whatever its document allows, and what it does not, as somebody of each kind.
 * LIKENESS_FUZZ_EXAMPLES is how many cases of an operation are made up, besides those that follow from the document: 10
 * unless set, always the same; of more, others each time (the seed is printed).
 */
const usual = 10;
const examples = Number(process.env.LIKENESS_FUZZ_EXAMPLES ?? usual);
const limit = 90_000 + examples * 6_000;

const schemathesis = join(root, '.venv', 'bin', 'schemathesis');
const describeFuzzed: (name: string, cases: () => void) => void = existsSync(schemathesis)
  ? describe
  : (name, cases) => describe.skip(`${name} (schemathesis is not installed)`, cases);

/** A tenant for each, so that what an admin does to the quotas is nobody else's. */
const askers: readonly { readonly asker: string; readonly tenant: string; readonly role: Role | null }[] = [
  { asker: 'a member', tenant: 'acme', role: 'member' },
  { asker: 'an admin', tenant: 'rival', role: 'admin' },
  { asker: 'nobody', tenant: 'acme', role: null },
];

interface Report {
  readonly stop_reason: string;
  readonly operations: { readonly total: number; readonly tested: number };
  readonly test_cases: { readonly generated: number; readonly with_failures: number; readonly errored: number };
  readonly failures: readonly { readonly title: string; readonly operations: readonly string[] }[];
  readonly errors: readonly unknown[];
}

let service: RunningService;
let cases = 0;

async function fuzz(tenant: string, role: Role | null): Promise<{ report: Report; output: string }> {
  const { url, known, folder } = service;
  const file = (name: string) => join(folder, `${name}-${role}.json`);
  writeFileSync(file('known'), JSON.stringify(known[tenant]));
  const options = [
    ...(role === null ? [] : ['--header', `Authorization: Bearer ${await service.token(tenant, role)}`]),
    // Nobody gets as far as a second step.
    ...['--phases', role === null ? 'coverage,fuzzing' : 'examples,coverage,fuzzing,stateful'],
    ...['--max-examples', String(examples), ...(examples === usual ? ['--generation-deterministic'] : [])],
    ...['--report', 'json', '--report-json-path', file('report'), '--no-color'],
  ];
  const config = ['--config-file', join(import.meta.dirname, 'schemathesis.toml')];
  const env = { ...process.env, PYTHONPATH: import.meta.dirname, LIKENESS_KNOWN_IDS: file('known') };
  const output = await new Promise<string>((resolve) => {
    const args = [...config, 'run', `${url}/openapi.json`, ...options];
    execFile(schemathesis, args, { cwd: folder, env, maxBuffer: 2 ** 28 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  if (!existsSync(file('report'))) throw new Error(`Schemathesis made no report:\n${output}`);
  return { report: JSON.parse(readFileSync(file('report'), 'utf8')), output };
}

/** What no generated request does yet: each wants something seeded that is a run's own, or may be deleted. */
const unreached = [
  'GET /v1/runs/:run/thumbnails/:kind/:picture',
  'GET /v1/compare',
  // Where its webhook has been disabled by a case before.
  'POST /v1/webhooks/:webhook/deliveries/:delivery/redeliver',
  'GET /v1/gallery/:photo',
  'DELETE /v1/gallery/:photo',
  'DELETE /v1/members/:member',
  'DELETE /v1/clients/:client',
];

describeFuzzed('the API keeps to its document', () => {
  beforeAll(async () => {
    service = await startSeeded(['acme', 'rival']);
  });

  test.each(askers)(
    'whatever $asker asks',
    async ({ asker, tenant, role }) => {
      const { report, output } = await fuzz(tenant, role);
      const { generated, with_failures: failed, errored } = report.test_cases;
      cases += generated;
      const seed = /^Seed: .*$/m.exec(output)?.[0] ?? '';
      process.stdout.write(`fuzzed as ${asker}: ${generated} cases, ${failed} failed, ${errored} in error. ${seed}\n`);
      if (failed + errored > 0) process.stdout.write(`${readable(output)}\n`);
      const { failures, errors, stop_reason: reason, operations } = report;
      expect({ failures, errors, failed, errored, reason }).toEqual({
        ...{ failures: [], errors: [], failed: 0, errored: 0 },
        reason: 'completed',
      });
      expect(operations.tested).toBe(operations.total);
    },
    limit,
  );

  test('and does so without a fault of its own', async () => {
    const { status, requests, stderr } = await service.stop();
    expect(requests.filter((request) => request.status >= 500)).toEqual([]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(cases).toBeGreaterThanOrEqual(5_000);
    if (examples !== usual) return;
    // What is always asked comes further than to the gate.
    const answered = new Set(requests.filter((request) => request.status < 300).map(routeOf));
    const known = new Set(requests.map(routeOf).filter((route) => !route.includes('*')));
    expect([...known].filter((route) => !answered.has(route) && !unreached.includes(route))).toEqual([]);
  });
});

const routeOf = ({ method, route }: { readonly method: string; readonly route: string }) => `${method} ${route}`;

/** Without the lines of a thousand characters that generated data are. */
const readable = (output: string): string =>
  output
    .slice(Math.max(0, output.search(/^=+ (ERRORS|FAILURES)/m)))
    .split('\n')
    .map((line) => line.slice(0, 400))
    .join('\n');
