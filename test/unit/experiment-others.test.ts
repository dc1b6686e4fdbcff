import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { otherSubjectsOf } from '../../bin/experiment-others.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { armsOf, experimentSchema } from '../../lib/domain/experiment.ts';
import { type PlannedRun, runsOf } from '../../lib/domain/experiment-runs.ts';
import { acceptedUri, dataPrefix, type RunReference, verdictUri } from '../../lib/domain/keys.ts';
import { type LaidPhoto, type LaidSubject, ofOtherSubjects } from '../../lib/local/experiment-subjects.ts';
import { uploadedName } from '../../lib/local/experiment-uploads.ts';
import { installation } from '../../lib/local/installation.ts';
import { folderObjects } from '../../lib/local/objects.ts';

const folder = mkdtempSync(join(tmpdir(), 'likeness-others-'));
const objects = folderObjects(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const subject = (name: string, category: string, count: number): LaidSubject => ({
  name,
  category,
  heldOut: [],
  photos: Array.from({ length: count }, (_, index) => {
    const photo = `${index}.jpg`;
    return { name: photo, sha256: sha256(`${name} ${photo}`), path: `${name}/${photo}`, mask: null, maskSha256: null };
  }),
});
const all = [subject('rex', 'dog', 3), subject('fido', 'dog', 2), subject('mug', 'mug', 2), subject('vase', 'vase', 1)];
const arms = armsOf(experimentSchema.parse({ name: 'a', question: 'b', preset: 'laptop', references: 2 }));
const planned = (programs: string): PlannedRun<LaidPhoto> => {
  const [run] = runsOf(arms, all.slice(0, 1), { choices: 1, seeds: [0], programs }, ({ name }) =>
    ofOtherSubjects(all, name),
  );
  if (run === undefined) throw new Error('no run');
  return run;
};
const run: RunReference = {
  tenant: 'experiments',
  subject: 'dog-1',
  run: '01M8GGYS0YWA9B30JEEX960RFT',
  bucket: 'likeness-test',
  upload: 's3://likeness-test/inbox/experiments/dog-1/u/upload.json',
};

/** At these degrees in the plane. */
const at = (...degrees: number[]): number[][] =>
  degrees.map((angle) => [Math.cos((angle / 180) * Math.PI), Math.sin((angle / 180) * Math.PI)]);

function safetensors(tensors: Readonly<Record<string, number[][]>>): Uint8Array {
  const header: Record<string, object> = {};
  const values: number[] = [];
  for (const [name, rows] of Object.entries(tensors)) {
    const begin = values.length * 4;
    values.push(...rows.flat());
    header[name] = { dtype: 'F32', shape: [rows.length, 2], data_offsets: [begin, values.length * 4] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.from(Float32Array.from(values).buffer)]);
}

/** As a finished run leaves it: the distractors in their order, and where the vectors of these lie. */
async function lay(names: readonly (string | null)[], base: number[], personalized: number[]): Promise<void> {
  const own = { references: at(180, 181), held_out: at(182) };
  const spaces = {
    base: { ...own, distractors: at(...base) },
    personalized: { ...own, distractors: at(...personalized) },
  };
  const tensors = Object.entries(spaces).flatMap(([space, groups]) =>
    Object.entries(groups).map(([group, rows]) => [`${space}.${group}`, rows] as const),
  );
  const numbers = names.map((_, index) => String(index).padStart(2, '0'));
  const photos = names.map((name, index) => ({
    id: `other/${numbers[index]}`,
    ...(name === null ? { name: 'distractors/cup/00.jpg', origin: 'bank' } : { name: uploadedName(name) }),
  }));
  await objects.put(verdictUri(run), JSON.stringify({ job: 'j' }));
  await objects.put(acceptedUri(run, 'u'), JSON.stringify({ photos }));
  await objects.put(`${dataPrefix(run, 'j')}vectors.json`, JSON.stringify({ distractors: numbers }));
  await objects.put(`${dataPrefix(run, 'j')}vectors.safetensors`, safetensors(Object.fromEntries(tensors)));
}

const runs = { stateOf: async () => ({ status: 'done', run, execution: 'e' }) as const };
const measure = (...asked: PlannedRun<LaidPhoto>[]) =>
  otherSubjectsOf(asked, { installation: installation(), objects, runs });

const names = ['fido/0.jpg', 'fido/1.jpg', 'mug/0.jpg', 'mug/1.jpg', 'vase/0.jpg', null];
const still = [0, 1, 60, 61, 120, 90];
const moved = [0, 1, 60, 1.5, 120, 90];

test('instances of the category and other things are measured by whose the photos are, in both spaces', async () => {
  await lay(names, still, moved);
  const one = planned('p');
  // The mug's second photo comes to Fido's, of which one is nearest to it then and both are nearer than the mug's other,
  // to which the operator's photo is the nearest.
  expect(await measure(one)).toEqual(
    new Map([
      [
        one.id,
        {
          otherInstances: { base: 1, personalized: 0.75 },
          otherThings: { base: 1, personalized: expect.closeTo((1 / 2 + 1 / 3) / 2, 5) },
          drift: expect.closeTo((1 - Math.cos((59.5 / 180) * Math.PI)) / 3, 5),
        },
      ],
    ]),
  );
});

test('runs are told by their ids, and one that stands in two arms is measured once', async () => {
  await lay(names, still, still);
  const [one, other] = [planned('p'), planned('q')];
  const found = await measure(one, other, one);
  expect([...found.keys()]).toEqual([one.id, other.id]);
  expect(found.get(one.id)).toEqual({
    otherInstances: { base: 1, personalized: 1 },
    otherThings: { base: 1, personalized: 1 },
    drift: 0,
  });
});

test('a run whose photos were called otherwise, or that kept no vectors, has none', async () => {
  await lay(['fido/0.jpg', 'of-old/1.jpg'], [0, 1], [0, 1]);
  expect(await measure(planned('p'))).toEqual(new Map());
  await objects.delete(`${dataPrefix(run, 'j')}vectors.safetensors`);
  expect(await measure(planned('p'))).toEqual(new Map());
});

test('vectors that are not the run’s are told of by their file', async () => {
  await lay(names, still, moved.slice(1));
  await expect(measure(planned('p'))).rejects.toMatchObject({
    code: 'Internal',
    message: expect.stringMatching(/vectors\.safetensors can't be measured \(/),
  });
});

test('without Python the set-up is said to be incomplete', async () => {
  await lay(names, still, still);
  const place = { ...installation(), python: join(folder, 'no-python') };
  await expect(otherSubjectsOf([planned('p')], { installation: place, objects, runs })).rejects.toMatchObject({
    code: 'SetupIncomplete',
  });
});
