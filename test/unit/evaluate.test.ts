import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate, evaluateUsage } from '../../bin/commands/evaluate.ts';
import { checkEvaluationOutput, makeWorkFolder, placeEvaluation } from '../../bin/evaluation-output.ts';
import { installation } from '../../lib/local/installation.ts';
import { evaluation } from '../fixtures/evaluations.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'likeness-evaluate-'));
  mkdirSync(join(base, 'dataset'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const silent = { stdout: { write: () => true }, stderr: { write: () => true } };
/** No program is there, so that a test fails where one would start. */
const place = () => ({ ...installation(), python: join(base, 'no-python'), data: base });

const refused = async (...args: string[]): Promise<{ code: string; message: string }> => {
  const given = args.map((word) => word.replace('BASE', base));
  return evaluate([...given, '--out', join(base, 'out')], silent, place()).then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
};
const asked = ['--dataset', 'BASE/dataset', '--backbone', 'tiny-vit'];

describe('likeness evaluate refuses before anything is read', () => {
  test.each<[string, string[], string]>([
    ['no dataset', ['--backbone', 'tiny-vit'], '--dataset'],
    ['no backbone', ['--dataset', 'BASE/dataset'], '--backbone'],
    ['a task that there is not', [...asked, '--tasks', 'retrieval,detecting'], 'detecting'],
    ['a task twice', [...asked, '--tasks', 'retrieval,retrieval'], 'twice'],
    ['a split that there is not', [...asked, '--split', 'train'], 'val or test or all'],
    ['a feature that there is not', [...asked, '--feature', 'patch'], '--feature'],
    ['a side for whole pictures', [...asked, '--side', '224'], '--side'],
    ['a SAM for whole pictures', [...asked, '--sam', 'BASE'], '--sam'],
    ['negatives of shifts that are not asked for', [...asked, '--negatives', 'all-shifts'], '--shifts'],
    ['threads that are no number', [...asked, '--threads', 'two'], '--threads'],
    ['an empty path', [...asked, '--adapters', ''], '--adapters is empty'],
    ['a mapping that is not there', [...asked, '--mapping', 'BASE/none.json'], 'none.json'],
  ])('%s', async (_, args, message) => {
    const error = await refused(...args);
    expect(error.code).toBe('OptionInvalid');
    expect(error.message).toContain(message);
  });

  test('an option that there is not', async () => {
    expect((await refused(...asked, '--adapter', 'x')).code).toBe('OptionUnknown');
  });

  test('folders that are not there, by their names', async () => {
    expect(await refused('--dataset', 'BASE/none', '--backbone', 'tiny-vit')).toMatchObject({ code: 'DatasetInvalid' });
    expect(await refused(...asked, '--adapters', 'BASE/none')).toMatchObject({ code: 'AdapterInvalid' });
    expect(await refused(...asked, '--tasks', 'detection', '--sam', 'BASE/none')).toMatchObject({
      code: 'SetupIncomplete',
    });
    writeFileSync(join(base, 'mine.tar'), '');
    const archive = await refused('--dataset', 'BASE/mine.tar', '--backbone', 'tiny-vit');
    expect(archive).toMatchObject({ code: 'DatasetInvalid', message: expect.stringContaining('mine.tar') });
  });

  test('a backbone that has to be pulled, and one that nobody knows', async () => {
    const dataset = ['--dataset', 'BASE/dataset', '--backbone'];
    expect(await refused(...dataset, 'dinov2-small')).toMatchObject({
      code: 'SetupIncomplete',
      message: expect.stringContaining('likeness models pull dinov2-small'),
    });
    expect((await refused(...dataset, 'dinov9')).code).toBe('ModelUnknown');
  });

  test('a machine without Python, and leaves nothing behind', async () => {
    expect((await refused(...asked)).code).toBe('SetupIncomplete');
    expect(readdirSync(base).sort()).toEqual(['dataset', 'evaluations']);
  });
});

test('the help names every option of the command', async () => {
  const options = [...evaluateUsage.matchAll(/^ {2}--([a-z]+)/gm)].map(([, name]) => name);
  for (const name of options) expect((await refused(`--${name}`)).message).not.toMatch(/Unknown option/);
  expect(options).toHaveLength(17);
});

describe('the place of results', () => {
  const out = () => join(base, 'out');
  /** The work folder of a job that has ended. */
  async function worked(): Promise<string> {
    const work = await makeWorkFolder(out());
    mkdirSync(join(work, 'output', 'data', 'pictures'), { recursive: true });
    for (const name of ['a', 'b']) writeFileSync(join(work, 'output', 'data', 'pictures', `${name}.jpg`), name);
    writeFileSync(join(work, 'output', 'data', 'results.json'), JSON.stringify(evaluation()));
    return work;
  }

  test('holds the results whole, in the place of an earlier evaluation', async () => {
    for (const _ of [1, 2]) {
      const work = await worked();
      await placeEvaluation(work, out());
      rmSync(work, { recursive: true });
      expect(readdirSync(out()).sort()).toEqual(['pictures', 'report.html', 'results.json']);
      expect(readdirSync(base).sort()).toEqual(['dataset', 'out']);
    }
  });

  test('is not taken from other files', async () => {
    mkdirSync(out());
    writeFileSync(join(out(), 'results.json'), '{"version":1}');
    await expect(checkEvaluationOutput(out())).rejects.toMatchObject({ code: 'OutputNotEmpty' });
    await expect(placeEvaluation(await worked(), out())).rejects.toMatchObject({ code: 'OutputNotEmpty' });
    expect(readdirSync(out())).toEqual(['results.json']);
  });

  test('is not taken from the result of a run', async () => {
    mkdirSync(out());
    writeFileSync(join(out(), 'manifest.json'), '{"version":1,"run":"1","verdict":{"outcome":"tie"}}');
    await expect(checkEvaluationOutput(out())).rejects.toMatchObject({ code: 'OutputNotEmpty' });
  });

  test('is cleared of what a killed command left beside it', async () => {
    const left = join(base, '.out.4194304999.evaluating');
    mkdirSync(left);
    mkdirSync(join(base, '.other.4194304999.evaluating'));
    const work = await makeWorkFolder(out());
    expect(readdirSync(base)).not.toContain('.out.4194304999.evaluating');
    expect(readdirSync(base)).toContain('.other.4194304999.evaluating');
    rmSync(work, { recursive: true });
  });
});
