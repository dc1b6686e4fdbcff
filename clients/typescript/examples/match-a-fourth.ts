/** `node match-a-fourth.ts FOLDER [CATEGORY]`: learns a thing from a folder's first three photos, and looks for it in the fourth. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLikeness } from '@likeness/client';
import { photoFromFile } from '@likeness/client/node';

const { LIKENESS_URL = 'http://127.0.0.1:8080', LIKENESS_TOKEN = '' } = process.env;
const [folder = '.', category = 'thing'] = process.argv.slice(2);
const likeness = createLikeness({ baseUrl: LIKENESS_URL, token: LIKENESS_TOKEN });

const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).sort();
const photos = await Promise.all(names.slice(0, 4).map((name) => photoFromFile(join(folder, name))));
const fourth = photos.pop();
if (fourth === undefined || photos.length < 3) throw new Error(`Put four photos into ${folder}.`);

const subject = await likeness.subjects.create({ category });
const { upload } = await likeness.upload(subject.id, photos);
const { id } = await likeness.runs.start(subject.id, { upload });
const run = await likeness.runs.wait(id, { onChange: ({ status }) => console.error(status) });
if (run.error !== null) throw new Error(`${run.error.code}: ${run.error.message}`);

const { model, threshold, data } = await likeness.match(subject.id, fourth);
console.log(
  JSON.stringify({ subject: subject.id, outcome: run.outcome, model, threshold, photo: fourth.name, ...data[0] }),
);
