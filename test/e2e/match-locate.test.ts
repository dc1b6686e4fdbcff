import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { embed, locate, match } from '../../bin/commands/embed.ts';
import { installation } from '../../lib/local/installation.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import { storeAdapter } from '../fixtures/stored-adapter.ts';
import { writeReferences } from '../fixtures/stored-references.ts';
import { jpeg, scene } from '../photos/scenes.ts';

const home = installation();
let folder: string;
let adapter: string;
const file = (name: string): string => join(folder, name);

async function run(command: typeof embed, ...args: string[]): Promise<string> {
  let text = '';
  await command(args, { stdout: { write: (part) => (text += part) } }, home);
  return text;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-'));
  const objects = folderObjects(file('objects'));
  adapter = objects.pathOf(storeAdapter(objects, { bucket: 'bucket', tenant: 'one', subject: 'mug' }).uri);
  for (const at of [0, 1]) await writeFile(file(`${at}.jpg`), await jpeg(scene(at)));
  const told = JSON.parse(await run(embed, '--json', '--adapter', adapter, file('0.jpg')));
  writeReferences(join(adapter, 'references.safetensors'), [told.vectors[0].vector]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('match says which files show the subject, by the score from which it counts', async () => {
  const told = JSON.parse(await run(match, '--json', '--adapter', adapter, file('0.jpg'), file('1.jpg')));
  expect(told).toMatchObject({
    threshold: 0.999,
    precision: 1,
    recall: 0.5,
    feature: 'cls',
    matches: [
      { file: file('0.jpg'), score: expect.closeTo(1, 5), reference: 0, match: true },
      { file: file('1.jpg'), reference: 0, match: false },
    ],
  });
  const text = await run(match, '--adapter', adapter, file('0.jpg'), file('1.jpg'));
  expect(text).toMatch(/0\.jpg {2}1\.0000 {2}yes\n.*1\.jpg {2}0\.\d{4} {2}no\n/);
  expect(text).toContain('threshold 0.9990 (expected precision 1.00, recall 0.50)');
});

test('locate gives a box within the picture and draws it', async () => {
  await sharp(file('1.jpg')).resize(300, 200, { fit: 'fill' }).toFile(file('wide.jpg'));
  const told = JSON.parse(
    await run(locate, '--json', '--adapter', adapter, '--out', file('drawn'), file('0.jpg'), file('wide.jpg')),
  );
  const [x, y, width, height] = told.locations[1].box;
  expect([x >= 0, y >= 0, width > 0, height > 0, x + width <= 300, y + height <= 200]).toEqual(Array(6).fill(true));
  expect(await readdir(file('drawn'))).toEqual(['01-0.jpg', '02-wide.jpg']);
  const { width: drawn, height: high } = await sharp(file('drawn/02-wide.jpg')).metadata();
  expect([drawn, high]).toEqual([300, 200]);
  expect(await run(locate, '--adapter', adapter, file('wide.jpg'))).toContain('x, y, width and height in pixels');
});

test.each([
  ['without an adapter', () => [file('0.jpg')], 'OptionInvalid'],
  ['without a file', () => ['--adapter', adapter], 'OptionInvalid'],
  ['with an option that it has not', () => ['--adapter', adapter, '--threshold', '1', file('0.jpg')], 'OptionUnknown'],
  ['with a file that is not there', () => ['--adapter', adapter, file('none.jpg')], 'PhotoUnreadable'],
])('match %s is refused', async (_, args, code) => {
  await expect(run(match, ...args())).rejects.toMatchObject({ code });
});

test('an adapter without references makes vectors and no matches', async () => {
  await cp(adapter, file('bare'), { recursive: true });
  await rm(join(file('bare'), 'references.safetensors'));
  await expect(run(match, '--adapter', file('bare'), file('0.jpg'))).rejects.toMatchObject({
    code: 'AdapterInvalid',
    message: expect.stringContaining('no references'),
  });
});
