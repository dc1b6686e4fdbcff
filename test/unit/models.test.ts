import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { PassThrough } from 'node:stream';
import { type ModelsSurroundings, models } from '../../bin/commands/models.ts';
import { LikenessError } from '../../lib/domain/errors.ts';
import { NAME } from '../../lib/domain/keys.ts';
import { catalogueModel, catalogueModels } from '../../lib/domain/models.ts';
import { presetNamed, presetNames } from '../../lib/domain/presets.ts';
import { installation, pythonEnvironment } from '../../lib/local/installation.ts';

const { root } = installation();
const ships = ['tiny-vit', 'tiny-sd'];

describe('the catalogue', () => {
  test.each(catalogueModels())('has $name at a commit, under a licence that says what it restricts', (model) => {
    expect(model.name).toMatch(NAME);
    expect(model.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(model.repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
    expect(model.licence.restricts).toMatch(/^[A-Z][^\n]*\.$/);
    expect(model.licence.text).toMatch(/^https:\/\//);
    expect(catalogueModel(model.name)).toBe(model);
  });

  test('names each model once', () => {
    const names = catalogueModels().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('wants a yes to every licence that restricts uses', () => {
    const accepted = catalogueModels().filter(({ licence }) => licence.mustAccept);
    expect(accepted.map(({ name }) => name)).toEqual(['sd15', 'sdxl', 'sd3', 'mae-base']);
  });

  test.each(presetNames())('has the models of the preset %s, or they ship', (name) => {
    const { backbone, generator } = presetNamed(name);
    const ofKind = (kind: string): string[] =>
      catalogueModels()
        .filter((model) => model.kind === kind)
        .map((model) => model.name);
    expect([...ships, ...ofKind('backbone')]).toContain(backbone);
    if (generator !== null) expect([...ships, ...ofKind('generator')]).toContain(generator);
  });
});

describe('likeness models', () => {
  let folder: string;
  let shown: { stdout: string; stderr: string };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'likeness-models-'));
    shown = { stdout: '', stderr: '' };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const io = {
    stdout: { write: (text: string) => (shown.stdout += text) },
    stderr: { write: (text: string) => (shown.stderr += text) },
  };
  /** Python is nowhere: what gets so far as to start it has been let through. */
  const surroundings = (ask?: ModelsSurroundings['ask']): ModelsSurroundings => ({
    place: { ...installation({}), python: '/nowhere/python', data: folder },
    ask,
  });
  const refusal = (args: string[], ask?: ModelsSurroundings['ask']): Promise<unknown> =>
    models(args, io, surroundings(ask)).then(
      () => undefined,
      (error: unknown) => error,
    );

  test.each([
    [[], 'OptionUnknown', 'likeness models list'],
    [['push'], 'OptionUnknown', 'likeness models list'],
    [['pull'], 'ModelUnknown', 'dinov2-large, clip-base, clip-large, mae-base'],
    [['pull', 'sd16'], 'ModelUnknown', "'sd16'"],
    [['pull', 'toString'], 'ModelUnknown', "'toString'"],
    [['pull', 'sd15', 'sdxl'], 'OptionUnknown', "'sdxl'"],
    [['list', 'sd15'], 'OptionUnknown', "'sd15'"],
    [['list', '--revision', 'main'], 'OptionInvalid', '--revision'],
    [['pull', 'sd15', '--revison', 'main'], 'OptionUnknown', '--revison'],
    [['pull', 'sd15', '--revision', '--json'], 'OptionUnknown', '--revision'],
    [['pull', 'sd15', '--revision', '../main'], 'OptionInvalid', '--revision'],
    [['pull', 'sd15', '--revision', 'a b'], 'OptionInvalid', '--revision'],
    [['pull', 'sd15', '--endpoint', 'mirror'], 'OptionInvalid', '--endpoint'],
    [['pull', 'sd15', '--endpoint', 'file:///etc'], 'OptionInvalid', '--endpoint'],
    [['pull', 'sd15', '--models', ''], 'OptionInvalid', '--models is empty'],
    [['pull', 'sd15', '--models', 'a', '--data', 'b'], 'OptionInvalid', 'one of them'],
  ])('%j is %s', async (args, code, word) => {
    const error = await refusal(args);
    expect(error).toBeInstanceOf(LikenessError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(word) });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['sd15', 'sdxl', 'sd3', 'mae-base'])(
    'shows the licence of %s and stops where nobody says yes',
    async (name) => {
      const { licence } = catalogueModel(name);
      expect(await refusal(['pull', name])).toMatchObject({
        code: 'LicenceNotAccepted',
        message: expect.stringContaining(`likeness models pull ${name} --accept-licence`),
      });
      for (const part of [licence.name, licence.restricts, licence.text]) expect(shown.stdout).toContain(part);
      expect(existsSync(join(folder, 'models'))).toBe(false);
    },
  );

  test.each(['no', '', 'y?', 'maybe yes'])('takes %j for no', async (answer) => {
    expect(await refusal(['pull', 'sd15'], async () => answer)).toMatchObject({ code: 'LicenceNotAccepted' });
  });

  test.each(['yes', 'y', ' YES '])('goes on after %j, and has shown the licence before it asked', async (answer) => {
    let before = '';
    const ask = async (): Promise<string> => {
      before = shown.stdout;
      return answer;
    };
    expect(await refusal(['pull', 'sd15'], ask)).toMatchObject({ code: 'SetupIncomplete' });
    expect(before).toContain(catalogueModel('sd15').licence.text);
  });

  test.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('takes %s for an end, and not for a fault of ours', async (_, key) => {
    const ask = (question: string): Promise<string> => {
      const input = new PassThrough();
      const terminal = createInterface({ input, output: new PassThrough(), terminal: true });
      const answer = terminal.question(question);
      input.write(key);
      return answer.finally(() => terminal.close());
    };
    expect(await refusal(['pull', 'sd15'], ask)).toMatchObject({ code: 'Interrupted', fault: 'user' });
    expect(shown.stdout.endsWith('\n')).toBe(true);
  });

  test('asks nothing where JSON is wanted, nor for a licence that restricts nothing', async () => {
    const ask = async (): Promise<string> => {
      throw new Error('asked');
    };
    expect(await refusal(['pull', 'sd15', '--json'], ask)).toMatchObject({ code: 'LicenceNotAccepted' });
    expect(await refusal(['pull', 'dinov2-base'], ask)).toMatchObject({ code: 'SetupIncomplete' });
    expect(await refusal(['pull', 'sd15', '--accept-licence'], ask)).toMatchObject({ code: 'SetupIncomplete' });
  });

  test('lists what there is and what is here', async () => {
    expect(await models(['list', '--json'], io, surroundings())).toBe(0);
    const listed = JSON.parse(shown.stdout) as { version: number; folder: string; models: object[] };
    expect(listed).toMatchObject({ version: 1, folder: join(folder, 'models') });
    expect(listed.models).toHaveLength(catalogueModels().length);
    expect(listed.models).toContainEqual(expect.objectContaining({ name: 'sd3', gated: true, pulled: null }));

    shown.stdout = '';
    const elsewhere = join(folder, 'elsewhere');
    const place = { ...surroundings().place, models: elsewhere };
    await models(['list', '--data', folder, '--json'], io, { place, ask: undefined });
    // As a run with --data looks for them, too.
    expect(JSON.parse(shown.stdout)).toMatchObject({ folder: elsewhere });

    shown.stdout = '';
    await models(['list'], io, surroundings());
    for (const { name } of catalogueModels()) expect(shown.stdout).toMatch(new RegExp(`^${name} .*GB to pull`, 'm'));
  });
});

test('no program of a run asks a model hub, whatever the user has set', () => {
  const before = process.env.HF_HUB_OFFLINE;
  process.env.HF_HUB_OFFLINE = '0';
  try {
    expect(pythonEnvironment(installation({}))).toMatchObject({ HF_HUB_OFFLINE: '1' });
  } finally {
    if (before === undefined) delete process.env.HF_HUB_OFFLINE;
    else process.env.HF_HUB_OFFLINE = before;
  }
  expect(existsSync(join(root, 'containers', 'likeness_ml', 'models'))).toBe(true);
});
