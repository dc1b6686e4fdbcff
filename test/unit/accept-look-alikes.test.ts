import { subjectKey, subjectPrefix } from '../../lib/domain/keys.ts';
import { photoHome } from '../photos/home.ts';
import { image, jpeg, scene } from '../photos/scenes.ts';

let home: ReturnType<typeof photoHome>;
beforeEach(() => {
  home = photoHome();
});
afterEach(() => home.close());

type Rest = Parameters<typeof home.take>[1];

/** A folder of photos of one thing, from the seeds of their scenes. */
async function photos(...seeds: number[]): Promise<string> {
  const files = seeds.map(async (seed) => [`${seed}.jpg`, await jpeg(scene(seed))] as const);
  return home.folder(seeds.join('-'), Object.fromEntries(await Promise.all(files)));
}
const hard = { changes: { 'represent.hard_negatives': 0.5 } };
const mug = async (rest: Rest = {}) => home.take(await photos(1, 2, 3), { subject: 'mug', ...hard, ...rest });
const lender = async (subject: string, seeds: number[], rest: Rest = {}) =>
  home.take(await photos(...seeds), { subject, lend: true, ...rest });
/** Names of the look-alikes that other subjects lend. */
const lent = ({ accepted }: Awaited<ReturnType<typeof mug>>): string[] =>
  accepted.photos.filter(({ role, origin }) => role === 'look-alike' && origin === 'tenant').map(({ name }) => name);

describe('look-alikes that the user brings', () => {
  test('are cleaned and kept under their role, and are part of the digest', async () => {
    const { accepted, state, run } = await mug({ lookAlikes: await photos(10, 11) });
    const found = accepted.photos.filter(({ role }) => role === 'look-alike');
    expect(found.map(({ id, name, origin }) => [id, name, origin])).toEqual([
      ['look-alike/00', '10.jpg', undefined],
      ['look-alike/01', '11.jpg', undefined],
    ]);
    for (const { uri } of found) expect(uri.startsWith(`${subjectPrefix(run)}photos/`)).toBe(true);
    expect(accepted.warnings).toEqual([]);
    expect((await mug()).state.digest).not.toBe(state.digest);
  });

  test('train and so do not judge: the same picture among the others is left out with a warning', async () => {
    const copy = await image(scene(10)).resize(200).webp({ quality: 60 }).toBuffer();
    const others = home.folder('others', { 'copy.webp': copy, '12.jpg': await jpeg(scene(12)) });
    const { accepted } = await mug({ lookAlikes: await photos(10, 11), others });
    expect(accepted.photos.filter(({ role }) => role === 'other').map(({ name }) => name)).toEqual(['12.jpg']);
    const reason = 'the same picture as "10.jpg", a look-alike, which trains, so it does not judge';
    expect(accepted.dropped).toEqual([{ name: 'copy.webp', reason }]);
    expect(accepted.warnings).toEqual([`"copy.webp" was left out: ${reason}.`]);
  });

  test.each(['reference', 'held-out'] as const)('that are a %s photo are left out with a warning', async (role) => {
    const { accepted } = await mug({
      lookAlikes: await photos(role === 'reference' ? 1 : 7, 11),
      heldOut: await photos(7),
    });
    expect(accepted.photos.filter((photo) => photo.role === 'look-alike').map(({ name }) => name)).toEqual(['11.jpg']);
    expect(accepted.dropped).toMatchObject([{ reason: expect.stringContaining(`a ${role} photo, so it is no photo`) }]);
    expect(accepted.warnings).toHaveLength(1);
  });

  test('are told to be of no use where no negatives are drawn from them', async () => {
    const { accepted } = await mug({ lookAlikes: await photos(10), changes: {} });
    expect(accepted.photos.some(({ role }) => role === 'look-alike')).toBe(true);
    expect(accepted.warnings).toEqual([expect.stringContaining('--set represent.hard_negatives=0.25')]);
  });

  test('that are no pictures are refused by name', async () => {
    const lookAlikes = home.folder('bad', { 'notes.jpg': 'text' });
    await expect(mug({ lookAlikes })).rejects.toMatchObject({
      code: 'PhotoNotAnImage',
      message: expect.stringContaining('"notes.jpg"'),
    });
  });
});

describe("the photos of a tenant's other subjects", () => {
  test('are lent by none that did not say so', async () => {
    await lender('pot', [20, 21], { lend: false });
    expect(lent(await mug())).toEqual([]);
  });

  test('are look-alikes where their subject says so, those of the category first and each subject in turn', async () => {
    await lender('bowl', [20, 21], { category: 'bowl' });
    await lender('other-cup', [22, 23, 24]);
    await lender('third-cup', [25, 26]);
    const first = await mug();
    expect(lent(first)).toEqual([
      'other-cup/22.jpg',
      'third-cup/25.jpg',
      'other-cup/23.jpg',
      'third-cup/26.jpg',
      'other-cup/24.jpg',
      'bowl/20.jpg',
      'bowl/21.jpg',
    ]);
    for (const { uri } of first.accepted.photos) expect(uri.startsWith(subjectPrefix(first.run))).toBe(true);
    const again = await home.accept(first.run);
    expect(again).toEqual(first.state);
  });

  test('are the reference photos alone, and not its held-out photos, look-alikes and others', async () => {
    const rest = { heldOut: await photos(30), lookAlikes: await photos(31), others: await photos(32) };
    await lender('pot', [20, 21], rest);
    expect(lent(await mug())).toEqual(['pot/20.jpg', 'pot/21.jpg']);
  });

  test('are asked for only where negatives are drawn from them', async () => {
    await lender('pot', [20, 21]);
    expect(lent(await mug({ changes: {} }))).toEqual([]);
    expect(lent(await mug({ changes: { 'represent.hard_negatives': 0 } }))).toEqual([]);
  });

  test('are withdrawn by a later run without the flag, and lent again by one with it', async () => {
    await lender('pot', [20, 21]);
    await lender('pot', [20, 21], { lend: false });
    expect(lent(await mug())).toEqual([]);
    await lender('pot', [20, 21, 22]);
    expect(lent(await mug())).toEqual(['pot/20.jpg', 'pot/21.jpg', 'pot/22.jpg']);
  });

  test('are not lent again by an older run that is accepted once more', async () => {
    const { run } = await lender('pot', [20, 21]);
    await lender('pot', [20, 21], { lend: false });
    await home.accept(run);
    expect(lent(await mug())).toEqual([]);
  });

  test('are withdrawn with the subject: without its record, and without its photos', async () => {
    const pot = await lender('pot', [20, 21]);
    await lender('pan', [22, 23]);
    await home.records.delete(subjectKey({ tenant: 'local', subject: 'pan' }));
    for (const { uri } of await home.objects.list(subjectPrefix(pot.run))) await home.objects.delete(uri);
    expect(lent(await mug())).toEqual([]);
  });

  test('are withdrawn at once when the deletion of the subject is asked for', async () => {
    await lender('pot', [20, 21]);
    await home.records.update(subjectKey({ tenant: 'local', subject: 'pot' }), { status: 'deleting' });
    expect(lent(await mug())).toEqual([]);
  });

  test('are never those of another tenant, whatever a record says', async () => {
    const { state } = await lender('pot', [20, 21], { tenant: 'neighbour' });
    expect(lent(await mug())).toEqual([]);
    await home.records.create({ ...subjectKey({ tenant: 'local', subject: 'pot' }), lends: state.uri });
    expect(lent(await mug())).toEqual([]);
  });

  test('are not its own', async () => {
    await mug({ lend: true });
    expect(lent(await mug({ changes: { 'represent.hard_negatives': 0.25 } }))).toEqual([]);
  });

  test('leave to judge what the user gave to judge, without a warning', async () => {
    await lender('pot', [20, 21]);
    const made = await mug({ others: await photos(20, 40) });
    expect(lent(made)).toEqual(['pot/21.jpg']);
    expect(made.state.others).toBe(2);
    expect(made.accepted.warnings).toEqual([]);
    expect(made.accepted.dropped).toMatchObject([{ name: 'pot/20.jpg', reason: expect.stringContaining('judges') }]);
  });

  test('are left out whole where one of them is a photo of this thing: it is the same thing under another name', async () => {
    await lender('old-mug', [1, 2, 8, 9]);
    await lender('pot', [20, 21]);
    const made = await mug();
    expect(lent(made)).toEqual(['pot/20.jpg', 'pot/21.jpg']);
    expect(made.accepted.dropped).toEqual([
      { name: 'old-mug', reason: 'a subject with a photo of this one is the same thing' },
    ]);
  });
});
