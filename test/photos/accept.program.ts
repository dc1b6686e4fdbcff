/**
 * The accept function on the files `0`, `1`, ... of the folder `argv[2]`, from number `argv[3]` to before `argv[4]`, each as a
 * reference photo between two good ones. Prints what became of each, and puts the photos that were taken into `taken`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from '../../functions/accept/handler.ts';
import { LikenessError } from '../../lib/domain/errors.ts';
import { inboxPrefix, type RunReference, uploadUri } from '../../lib/domain/keys.ts';
import type { Accepted } from '../../lib/domain/upload.ts';
import { handlerHome, testHome, upload as uploadDocument } from '../fixtures/handlers.ts';
import { jpeg, scene } from './scenes.ts';

const [folder = '', from, to] = process.argv.slice(2);
const names: readonly string[] = JSON.parse(readFileSync(join(folder, 'names.json'), 'utf8'));
mkdirSync(join(folder, 'taken'), { recursive: true });

const home = handlerHome();
const { objects } = home.ports;
const accept = create(home.ports, testHome);
const good = [await jpeg(scene(5)), await jpeg(scene(6))] as const;

/** Asks for a run of the photos, and says whether the middle one was taken. */
async function outcomeOf(number: number): Promise<string> {
  const of = { bucket: testHome.bucket, tenant: 'acme', subject: 'mug-1' };
  const upload = number.toString(16).padStart(32, '0');
  const run: RunReference = { ...of, run: String(number).padStart(26, '0'), upload: uploadUri(of, upload) };
  const contents = [good[0], readFileSync(join(folder, String(number))), good[1]];
  const files = contents.map((_, at) => ({
    ...{ key: `reference/0${at}.jpg`, role: 'reference' as const },
    name: at === 1 ? (names[number] ?? '') : `good ${at}.jpg`,
  }));
  for (const [at, content] of contents.entries())
    await objects.put(`${inboxPrefix(of, upload)}reference/0${at}.jpg`, content);
  await home.put(run.upload, uploadDocument({ upload, run: run.run, files }));
  try {
    const { uri } = await accept({ run });
    const { photos } = await home.read<Accepted>(uri);
    const photo = photos.find(({ name }) => name === names[number]);
    if (photo === undefined) return 'left out';
    writeFileSync(join(folder, 'taken', String(number)), await objects.get(photo.uri));
    return 'taken';
  } catch (error) {
    if (error instanceof LikenessError) return error.fault === 'user' ? error.code : `${error.code} of ours`;
    return String(error);
  }
}

for (let number = Number(from); number < Number(to); number += 1) {
  const outcome = await outcomeOf(number);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ number, outcome, peakBytes })}\n`);
}
home.close();
