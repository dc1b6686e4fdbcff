/**
 * `npm run bench:run [-- --runs 3] [--preset laptop]`: the sample mug end to end, so often, in a new place each time, so that
 * nothing is reused; with a generator then three other photos of it in the same place, so that the category's priors are
 * there. Prints the stage tables, imports and orchestration apart, and writes docs/benchmarks/run.md, and run-PRESET.md
 * for another preset.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PersonalizeResult } from '../../bin/result.ts';
import { stageName } from '../../bin/terminal/table.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import { machine } from './machine.ts';

const root = join(import.meta.dirname, '..', '..');
const samples = join(root, 'assets', 'samples');
const sampleMilliseconds = 100;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, preset: { type: 'string', default: 'laptop' } },
});
const preset = presetNamed(values.preset);

/** Proportional memory (PSS) in bytes of a process and all that it started; Linux alone tells. */
function memoryOfTree(pid: number): number {
  try {
    const own = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return Number(own?.[1] ?? 0) * 1024 + children.reduce((sum, child) => sum + memoryOfTree(child), 0);
  } catch {
    return 0; // It ended in this instant.
  }
}

interface Measured {
  readonly result: PersonalizeResult;
  /** From starting the command to its end. */
  readonly seconds: number;
  readonly peakBytes: number;
}

/** One run on three of the mug's photos, which has a folder of its own and shares `data` with the others in `folder`. */
async function once(folder: string, name: string, photoNames: readonly string[]): Promise<Measured> {
  const [photos, out] = [join(folder, name, 'photos'), join(folder, name, 'out')];
  mkdirSync(photos, { recursive: true });
  for (const photo of photoNames) cpSync(join(samples, 'sunrise-mug', 'reference', photo), join(photos, photo));
  const args = [
    ...['personalize', '--photos', photos, '--category', 'mug', '--preset', preset.name, '--json'],
    ...['--held-out', join(samples, 'sunrise-mug', 'held-out'), '--others', join(samples, 'others')],
    ...['--data', join(folder, 'data'), '--out', out],
  ];
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'bin', 'likeness.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  let peakBytes = 0;
  const sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryOfTree(child.pid ?? 0));
  }, sampleMilliseconds);
  const status = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(sampling);
  if (status !== 0) throw new Error(`personalize ended with status ${status}`);
  const seconds = (performance.now() - began) / 1000;
  return { result: JSON.parse(text) as PersonalizeResult, seconds, peakBytes };
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

function row(name: string, seconds: readonly number[], memory: readonly (number | null)[]): string {
  const most = Math.max(...memory.map((bytes) => bytes ?? 0));
  const [low, high] = [Math.min(...seconds), Math.max(...seconds)].map((value) => value.toFixed(2));
  return `| ${name} | ${median(seconds).toFixed(2)} | ${low} to ${high} | ${most === 0 ? '' : mebibytes(most)} |`;
}

function table(runs: readonly Measured[]): string {
  // What an earlier run made costs this one nothing.
  const own = runs.map(({ result }) => result.stages.filter(({ reused }) => !reused));
  const names = own[0]?.map(stageName) ?? [];
  const stages = names.map((name) => {
    const found = own.map((stages) => stages.find((stage) => stageName(stage) === name));
    return row(
      name,
      found.map((stage) => stage?.seconds ?? 0),
      found.map((stage) => stage?.peakMemoryBytes ?? null),
    );
  });
  const whole = row(
    '**whole command**',
    runs.map(({ seconds }) => seconds),
    runs.map(({ peakBytes }) => peakBytes),
  );
  return [
    '| stage | seconds, median | least to most | peak memory |',
    '| --- | ---: | ---: | ---: |',
    ...stages,
    whole,
  ].join('\n');
}

const cold: Measured[] = [];
const warm: Measured[] = [];
for (let number = 1; number <= Number(values.runs); number += 1) {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-bench-'));
  process.stderr.write(`run ${number} of ${values.runs}\n`);
  try {
    cold.push(await once(folder, 'cold', ['00.jpg', '01.jpg', '02.jpg']));
    if (preset.generator !== null) warm.push(await once(folder, 'warm', ['03.jpg', '04.jpg', '05.jpg']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const found =
  warm.length === 0
    ? table(cold)
    : `## From nothing\n\n${table(cold)}\n\n## Other photos, the category's priors being there\n\n${table(warm)}`;
const page = `# One run, end to end

\`npm run bench:run -- --preset ${preset.name}\` wrote this: the sample mug (3 reference, 22 held-out and 72 other pictures),
${cold.length} times, each from nothing. Measured on ${machine()}.

${found}

The stages are what the programs do; \`imports\` is Python starting and loading its libraries in the jobs, before and after
what their stages measure; \`orchestration\` is everything else: the workflow interpreter, laying out and packing the jobs'
folders, records, events and the report. \`deploy\` starts the embedding server, imports included. The last line is seen from
outside: from starting the command to its end, with the memory of all its processes added up (proportional shares, PSS).
`;
const file = preset.name === 'laptop' ? 'run.md' : `run-${preset.name}.md`;
mkdirSync(join(root, 'docs', 'benchmarks'), { recursive: true });
writeFileSync(join(root, 'docs', 'benchmarks', file), page);
process.stdout.write(`${found}\n`);
