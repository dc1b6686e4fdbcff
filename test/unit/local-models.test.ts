import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../../lib/domain/digest.ts';
import type { ModelKind } from '../../lib/domain/keys.ts';
import { indexOf, localModels } from '../../lib/local/models.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import { requireModels } from '../../lib/ports/models.ts';

let root: string;
let objects: ReturnType<typeof folderObjects>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'likeness-models-'));
  objects = folderObjects(join(root, 'data', 'objects'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const place = (models: string | null = null) => ({ root, data: join(root, 'data'), models });
const models = (folder: string | null = null) => localModels(place(folder), objects, 'bucket');

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, folder, name)), { recursive: true });
    writeFileSync(join(root, folder, name), content);
  }
  return join(root, folder);
}

const weights = { 'model_index.json': '{}', 'unet/diffusion.safetensors': 'weights' };
const shipped = () => write('assets/generators/tiny-sd', weights);

/** A pulled model, which `model.json` makes whole. */
function pulled(folder: string): string {
  const files = Object.entries(weights).map(([path, text]) => ({ path, size: text.length, sha256: sha256(text) }));
  const document = { version: 1, name: 'sd15', kind: 'generator', pulledAt: 'now', files };
  return write(folder, { ...weights, 'model.json': JSON.stringify(document) });
}

const keysIn = async (prefix: string) =>
  (await objects.list(`s3://bucket/${prefix}`)).map(({ uri }) => uri.slice(`s3://bucket/${prefix}`.length));

describe('a model that ships', () => {
  test('is in the store once it was found, without a copy', async () => {
    const folder = shipped();
    const model = await models().find('generator', 'tiny-sd');
    expect(model).toMatchObject({ name: 'tiny-sd', uri: 's3://bucket/assets/generators/tiny-sd/' });
    expect(await keysIn('assets/generators/tiny-sd/')).toEqual(Object.keys(weights));
    const stored = statSync(objects.pathOf('s3://bucket/assets/generators/tiny-sd/unet/diffusion.safetensors'));
    expect(stored.ino).toBe(statSync(join(folder, 'unet/diffusion.safetensors')).ino);
  });

  test('has the digest of its content, whatever its name and wherever it lies', async () => {
    shipped();
    write('assets/generators/other', weights);
    const [one, other] = [await models().find('generator', 'tiny-sd'), await models().find('generator', 'other')];
    expect(one?.digest).toBe(other?.digest);
    pulled('data/models/sd15');
    expect((await models().find('generator', 'sd15'))?.digest).toBe(one?.digest);
  });

  test.each<[string, (folder: string) => void]>([
    ['a file of the same size', (folder) => writeFileSync(join(folder, 'unet/diffusion.safetensors'), 'heavier')],
    ['a file more', (folder) => writeFileSync(join(folder, 'more.json'), '{}')],
    ['a file less', (folder) => rmSync(join(folder, 'model_index.json'))],
    [
      'another file with an old date',
      (folder) => {
        const file = join(folder, 'unet/diffusion.safetensors');
        rmSync(file);
        writeFileSync(file, 'heavier');
        utimesSync(file, 1, 1);
      },
    ],
  ])('has another digest after a change: %s', async (_, change) => {
    const folder = shipped();
    const before = await models().find('generator', 'tiny-sd');
    change(folder);
    const after = await models().find('generator', 'tiny-sd');
    expect(after?.digest).not.toBe(before?.digest);
    const names = await keysIn('assets/generators/tiny-sd/');
    expect(names.includes('more.json')).toBe(
      statSync(join(folder, 'more.json'), { throwIfNoEntry: false }) !== undefined,
    );
  });

  test('is the same model with another card', async () => {
    const folder = shipped();
    const before = await models().find('generator', 'tiny-sd');
    writeFileSync(join(folder, 'README.md'), '# A model');
    writeFileSync(join(folder, 'samples.jpg'), 'a picture of the card');
    expect(await models().find('generator', 'tiny-sd')).toEqual(before);
  });

  test('is not hashed again where nothing changed', async () => {
    shipped();
    await models().find('generator', 'tiny-sd');
    const index = objects.pathOf('s3://bucket/assets/generators/tiny-sd.json');
    const before = statSync(index);
    await models().find('generator', 'tiny-sd');
    expect(statSync(index).ino).toBe(before.ino);
  });
});

describe('a model on another disk than the store, which can only copy it', () => {
  const find = () => {
    const adopt = async (uri: string, file: string): Promise<void> => objects.put(uri, readFileSync(file));
    return localModels(place(), { ...objects, adopt }, 'bucket').find('generator', 'tiny-sd');
  };
  const stored = (path: string) => objects.pathOf(`s3://bucket/assets/generators/tiny-sd${path}`);
  const inodes = () => ['.json', '/unet/diffusion.safetensors'].map((path) => statSync(stored(path)).ino);

  test('is copied and hashed once', async () => {
    shipped();
    await find();
    // As if the copy had taken its time: this one is over within a tick of the file system's clock.
    utimesSync(stored('.json'), new Date(), new Date(Date.now() + 1000));
    const before = inodes();
    await find();
    expect(inodes()).toEqual(before);
  });

  test('is copied again after a change, also with an old date', async () => {
    const folder = shipped();
    const before = await find();
    const file = join(folder, 'unet/diffusion.safetensors');
    writeFileSync(file, 'heavier');
    utimesSync(file, 1, 1);
    const after = await find();
    expect(after?.digest).not.toBe(before?.digest);
    expect(readFileSync(stored('/unet/diffusion.safetensors'), 'utf8')).toBe('heavier');
  });
});

test('every model that ships has its index beside it, for the cloud', async () => {
  for (const kind of ['backbones', 'generators']) {
    const folder = join(import.meta.dirname, '..', '..', 'assets', kind);
    const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
    for (const { name } of names.filter((entry) => entry.isDirectory())) {
      // Once it is not so: node scripts/index-models.ts
      const index: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
      expect(index).toEqual(await indexOf(join(folder, name)));
    }
  }
});

describe('a pulled model', () => {
  test('is found in the data folder, or where LIKENESS_MODELS says', async () => {
    pulled('data/models/sd15');
    expect(await models().find('generator', 'sd15')).toMatchObject({ name: 'sd15' });
    const elsewhere = dirname(pulled('elsewhere/sd15-again'));
    expect(await models(elsewhere).find('generator', 'sd15')).toBeUndefined();
    expect(await models(elsewhere).find('generator', 'sd15-again')).toMatchObject({ name: 'sd15-again' });
  });

  test('is not here until its pull came to its end', async () => {
    write('data/models/sd15', weights);
    expect(await models().find('generator', 'sd15')).toBeUndefined();
  });

  test('gives way to one of that name that ships', async () => {
    shipped();
    write('data/models/tiny-sd', { 'model.json': 'broken' });
    expect(await models().find('generator', 'tiny-sd')).toMatchObject({ name: 'tiny-sd' });
  });
});

describe('the models that a preset needs', () => {
  const find = (kind: ModelKind, name: string) => models().find(kind, name);

  test('are both found, or the one there is', async () => {
    shipped();
    write('assets/backbones/tiny-vit', weights);
    const needed = { backbone: 'tiny-vit', generator: 'tiny-sd' };
    expect(await requireModels(needed, find)).toMatchObject({
      backbone: { name: 'tiny-vit' },
      generator: { name: 'tiny-sd' },
    });
    expect(await requireModels({ ...needed, generator: null }, find)).toMatchObject({ generator: null });
  });

  test('are refused with the command that brings each that is missing', async () => {
    const refusal = requireModels({ backbone: 'dinov2-base', generator: 'sd15' }, find, ' --data kept');
    await expect(refusal).rejects.toMatchObject({
      code: 'SetupIncomplete',
      fault: 'user',
      message: expect.stringMatching(
        /Run: likeness models pull dinov2-base --data kept and likeness models pull sd15 --data kept$/,
      ),
    });
    write('assets/backbones/tiny-vit', weights);
    await expect(requireModels({ backbone: 'tiny-vit', generator: 'sd15' }, find)).rejects.toThrow(
      /Run: likeness models pull sd15$/,
    );
  });

  test('are refused without a command where one that ships is lost: no pull would bring it', async () => {
    write('assets/backbones/tiny-vit', weights);
    await expect(requireModels({ backbone: 'tiny-vit', generator: 'tiny-sd' }, find)).rejects.toThrow(
      /^tiny-sd should ship with Likeness and is not here: restore the folder assets.$/,
    );
  });
});

test('an index that is none is an error of ours', async () => {
  shipped();
  await objects.put('s3://bucket/assets/generators/tiny-sd.json', '{"version":2}');
  await expect(models().find('generator', 'tiny-sd')).rejects.toMatchObject({ code: 'Internal' });
});
