import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluationResults } from '../../bin/evaluation.ts';
import type { ExperimentResult } from '../../bin/experiment-result.ts';
import { type Ended, likeness, runLimit, samples } from '../fixtures/command.ts';

const base = mkdtempSync(join(tmpdir(), 'likeness-experiment-test-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const file = join(base, 'tiny.yaml');
const [data, out] = [join(base, 'data'), join(base, 'out')];
const yaml = (temperatures: string): string => `name: tiny
question: Does the temperature matter after two steps?
preset: laptop
arms:
  two steps: {represent.steps: 2, compose.cut_and_paste: 8, compose.augmented: 6, compose.negatives: 8}
vary:
  represent.temperature: ${temperatures}
axis: represent.temperature
metrics: [averagePrecisionOneReference, otherThings]
subjects:
  folder: ${samples}
  only: [sunrise-mug, tin-robot]
`;

const run = (): Promise<Ended> => likeness(['experiment', file, '--data', data, '--out', out, '--json']);

function resultOf({ status, stdout, stderr }: Ended): ExperimentResult {
  if (status !== 0) throw new Error(`The command ended with status ${status}:\n${stderr}`);
  return JSON.parse(stdout) as ExperimentResult;
}
const attempts = (): string[] => readdirSync(join(data, 'jobs')).sort();

test(
  'an experiment runs what its file asks for, reports on it, and runs nothing twice',
  async () => {
    writeFileSync(file, yaml('[0.1]'));
    const first = resultOf(await run());
    expect(first.counts).toEqual({ done: 2, failed: 0, 'not run': 0 });
    for (const one of first.runs) {
      expect(one.metrics?.averagePrecisionOneReference.base).toBeGreaterThan(0);
      expect(one.references).toHaveLength(3);
      expect(one.otherSubjects).toMatchObject({ otherInstances: null, drift: expect.any(Number) });
      expect(one.otherSubjects?.otherThings?.personalized).toBeGreaterThan(0);
      expect(one.stages.some(({ peakMemoryBytes }) => (peakMemoryBytes ?? 0) > 0)).toBe(true);
    }
    for (const name of [
      'runs.csv',
      'report.html',
      'report.md',
      'averagePrecisionOneReference.svg',
      'otherThings.svg',
    ]) {
      expect(existsSync(join(out, name))).toBe(true);
    }
    const report = readFileSync(join(out, 'experiment.json'), 'utf8');
    const jobs = attempts();

    resultOf(await run());
    expect(attempts()).toEqual(jobs);
    expect(readFileSync(join(out, 'experiment.json'), 'utf8')).toBe(report);

    // Another temperature is another training on the images that there are.
    writeFileSync(file, yaml('[0.1, 0.2]'));
    const wider = resultOf(await run());
    expect(wider.runs.filter(({ arm }) => arm.endsWith('0.1'))).toEqual(first.runs);
    expect(attempts()).toHaveLength(jobs.length + 2);
    const composed = wider.runs.find(({ arm }) => arm.endsWith('0.2'))?.stages.filter(({ reused }) => reused);
    expect(composed?.length).toBeGreaterThan(0);
  },
  3 * runLimit,
);

test(
  'the adapters of what is done come out as an evaluation reads them, as often as they are asked for',
  async () => {
    writeFileSync(file, yaml('[0.1]'));
    const adapters = join(base, 'adapters');
    const args = ['experiment', file, '--data', data, '--out', out, '--adapters', adapters, '--json'];
    const { runs } = resultOf(await likeness(args));
    resultOf(await likeness([...args, '--report-only']));
    const dataset = join(base, 'dataset');
    for (const { subject, references } of runs) {
      expect(readdirSync(join(adapters, 'two-steps-temperature-0-1', subject))).toEqual(
        expect.arrayContaining(['adapter_config.json', 'adapter_model.safetensors']),
      );
      for (const [index, name] of references.entries())
        cpSync(join(samples, subject, name), join(dataset, 'train', subject, `${index}.jpg`));
      cpSync(join(samples, subject, 'held-out', '00.jpg'), join(dataset, 'test', subject, '0.jpg'));
    }
    const arm = join(adapters, 'two-steps-temperature-0-1');
    const inputs = ['--dataset', dataset, '--backbone', 'tiny-vit', '--adapters', arm, '--split', 'all'];
    const ended = await likeness(['evaluate', ...inputs, '--data', data, '--out', join(base, 'evaluated'), '--json']);
    expect(ended).toMatchObject({ status: 0 });
    const judged = JSON.parse(ended.stdout) as EvaluationResults;
    expect(judged.adapters.map(({ instance }) => instance)).toEqual(['sunrise-mug', 'tin-robot']);
  },
  3 * runLimit,
);

test('a plan for the cloud has an item a run, and nothing that starts one by itself', async () => {
  writeFileSync(file, yaml('[0.1]'));
  const plan = join(base, 'plan');
  const ended = await likeness(['experiment', file, '--plan-only', '--bucket', 'the-bucket', '--out', plan]);
  expect(ended.status).toBe(0);
  const items = JSON.parse(readFileSync(join(plan, 'items.json'), 'utf8')) as {
    name: string;
    input: { run: { upload: string } };
  }[];
  expect(items).toHaveLength(2);
  for (const { input } of items) {
    expect(input.run.upload).toMatch(/^s3:\/\/the-bucket\/inbox\/experiments\/.*\/planned\.json$/);
    expect(existsSync(join(plan, input.run.upload.slice('s3://'.length)))).toBe(true);
  }
  const written = readdirSync(plan, { recursive: true, encoding: 'utf8' });
  expect(written.filter((name) => name.endsWith('upload.json'))).toEqual([]);
});

test('a mistake in the file ends the command before anything is run', async () => {
  writeFileSync(file, yaml('[hot]'));
  const ended = await likeness(['experiment', file, '--data', join(base, 'none'), '--out', join(base, 'no')]);
  expect(ended.status).toBe(2);
  expect(ended.stderr).toMatch(/^OptionInvalid: tiny\.yaml:7: vary\.represent\.temperature\.0: /);
  expect(existsSync(join(base, 'none'))).toBe(false);
});
