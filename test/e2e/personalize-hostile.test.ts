import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, likeness, type Printed, printed, runLimit, samples, sha256Of } from '../fixtures/command.ts';
import { ordinaryWays, variations } from '../photos/varied.ts';

const subject = join(samples, 'sunrise-mug');
const names = {
  photos: '-Meine "Fotos" d\'été ☕️',
  heldOut: '保留 (2024)',
  out: "results für O'Neil; $HOME & 100 %",
  data: '-data\u00a0 "here"',
};
const total = 50;

let base: string;
let ended: Ended;
let result: Printed;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'likeness ünusual-'));
  await makePhotos(join(base, names.photos));
  mkdirSync(join(base, names.heldOut));
  for (const name of ['00', '01', '02']) {
    cpSync(join(subject, 'held-out', `${name}.jpg`), join(base, names.heldOut, `-${name} 'n' 杯子.jpg`));
  }
  ended = await likeness(
    [
      ...['personalize', `--photos=${names.photos}`, '--held-out', names.heldOut, '--category', ' coffee   mug '],
      ...['--out', names.out, `--data=${names.data}`, '--json'],
    ],
    { cwd: base },
  );
  result = printed(ended);
}, runLimit);

afterAll(() => rmSync(base, { recursive: true, force: true }));

/** 50 files: one in each ordinary way, one with a mask, one twice, the rest as they come. */
async function makePhotos(folder: string): Promise<void> {
  mkdirSync(folder);
  const photo = variations(join(subject, 'reference'));
  let number = 1;
  for (const [name, written] of Object.entries(ordinaryWays)) {
    writeFileSync(join(folder, name), await written(await photo(number)).toBuffer());
    number += 1;
  }
  cpSync(join(subject, 'reference', '00.jpg'), join(folder, '-it\'s "0".jpg'));
  cpSync(join(subject, 'reference', '00.mask.png'), join(folder, '-it\'s "0".mask.png'));
  cpSync(join(subject, 'reference', '00.jpg'), join(folder, 'copy of it.jpg'));
  for (let file = number + 2; file <= total; file += 1, number += 1) {
    writeFileSync(join(folder, `photo № ${file}.jpg`), await (await photo(number)).jpeg({ quality: 92 }).toBuffer());
  }
  const files = readdirSync(folder).filter((name) => !name.endsWith('.mask.png'));
  expect(files).toHaveLength(total);
}

describe('ordinary photos in ordinary folders that are hard to spell', () => {
  test('are all taken, but for the one that is there twice', () => {
    expect(result.photos).toMatchObject({ references: total - 1, heldOut: 3, others: 0 });
    expect(result.photos.dropped).toEqual([
      { name: 'copy of it.jpg', reason: expect.stringContaining('the same picture as "-it\'s "0".jpg"') },
    ]);
    expect(result.category).toBe('coffee mug');
    expect(result.subject).toMatch(/^coffee-mug-[0-9a-f]{8}$/);
  });

  test('keep their names in the manifest and the report', () => {
    const manifest = JSON.parse(readFileSync(join(base, names.out, 'manifest.json'), 'utf8'));
    const files: string[] = manifest.photos.files.map(({ name }: { name: string }) => name);
    expect(files).toEqual(expect.arrayContaining([...Object.keys(ordinaryWays), "-00 'n' 杯子.jpg"]));
    const report = readFileSync(join(base, names.out, 'report.html'), 'utf8');
    expect(report).toContain('durchsichtig ☕️.png');
    expect(report).toContain('-it&#39;s &#34;0&#34;.jpg');
  });

  test('lead to results where they were asked for, and nowhere else', async () => {
    expect(readdirSync(base).sort()).toEqual(Object.values(names).sort());
    expect(readdirSync(join(base, names.out)).sort()).toEqual(['adapter', 'manifest.json', 'report.html']);
    expect(sha256Of(join(result.adapter.path, 'adapter_model.safetensors'))).toBe(result.adapter.digest);
    const files = ['12 megapixels.jpg', 'für den Druck.jpg', '16 bit.png', '-it\'s "0".jpg'];
    const embedded = await likeness(['embed', '--json', '--adapter', result.adapter.path, '--', ...files], {
      cwd: join(base, names.photos),
    });
    const { adapter, vectors } = JSON.parse(embedded.stdout);
    expect(adapter).toBe(result.adapter.digest);
    expect(vectors.map(({ file }: { file: string }) => file)).toEqual(files);
  });
});

test('without photos of other things nothing is judged, the user is told so, and the adapter serves provisionally', () => {
  expect(result.verdict).toMatchObject({ outcome: 'unjudged', metrics: null, protocol: null });
  expect(result.verdict.reason).toMatch(/no real photos of other things/);
  expect(result.verdict.advice).toContainEqual(
    expect.stringMatching(/20 or more real photos of other things.*role other/),
  );
  expect(result.endpoint).toMatchObject({ adapter: result.adapter.name, provisional: true });
});
