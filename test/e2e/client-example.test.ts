import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLikeness } from '../../clients/typescript/src/index.ts';
import { photoFromFile } from '../../clients/typescript/src/node.ts';
import { likeness as command, copyPhotos, type Running, root, runLimit, samples, start } from '../fixtures/command.ts';

const program = join(root, 'bin', 'likeness.ts');
const example = join(root, 'clients', 'typescript', 'examples', 'match-a-fourth.ts');
let base: string;
let up: Running;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'likeness-example-'));
  up = start(['up', '--port', '0', '--data', join(base, 'data'), '--json'], { program });
});
afterAll(async () => {
  up.child.kill('SIGINT');
  await up.ended;
  rmSync(base, { recursive: true, force: true });
});

async function address(): Promise<string> {
  const [input, { ended }] = [up.child.stdout, up];
  if (input === null) throw new Error('The service prints nothing.');
  const first = new Promise<string>((resolve) => createInterface({ input }).once('line', resolve));
  const line = await Promise.race([first, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  return (JSON.parse(line) as { url: string }).url;
}

async function newToken(): Promise<string> {
  const args = ['token', '--tenant', 'acme', '--role', 'member', '--data', join(base, 'data'), '--json'];
  const { status, stdout, stderr } = await command(args, { program });
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { token: string }).token;
}

interface Matched {
  readonly subject: string;
  readonly outcome: string;
  readonly model: string;
  readonly photo: string;
  readonly score: number;
}

test(
  'the example learns a mug from three photos, and finds it in the fourth more than in most photos of other things',
  async () => {
    const baseUrl = await address();
    const token = await newToken();
    const photos = copyPhotos(join(samples, 'sunrise-mug', 'reference'), join(base, 'mug'), 4, { masks: false });
    const env = { LIKENESS_URL: baseUrl, LIKENESS_TOKEN: token };
    const { status, stdout, stderr } = await start([photos, 'mug'], { program: example, env }).ended;
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr.trim().split('\n').at(-1)).toBe('succeeded');
    const { subject, outcome, model, photo, score } = JSON.parse(stdout) as Matched;
    expect({ outcome, photo }).toEqual({ outcome: 'unjudged', photo: '03.jpg' });
    expect(model).toMatch(new RegExp(`^${subject}@[0-9a-f]{16}$`));

    const likeness = createLikeness({ baseUrl, token });
    const names = readdirSync(join(samples, 'others')).sort().slice(0, 40);
    const others = await Promise.all(names.map((name) => photoFromFile(join(samples, 'others', name))));
    const { data } = await likeness.match(subject, others.slice(0, 32));
    expect(data.filter((other) => other.score < score).length).toBeGreaterThanOrEqual(28);
    const { vectors, ...made } = await likeness.embed(subject, others);
    expect({ model: made.model, count: vectors.length }).toEqual({ model, count: 40 });
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
  },
  runLimit,
);
