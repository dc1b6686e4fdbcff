import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printed, root, runLimit, start } from '../fixtures/command.ts';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'likeness-demo-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test(
  'npm run demo makes a better model of the sample mug, which its endpoint serves',
  async () => {
    const options = ['--json', '--data', join(base, 'data'), '--out', join(base, 'out')];
    const result = printed(await start(options, { program: join(root, 'scripts', 'demo.js') }).ended);
    expect(result.photos).toMatchObject({ references: 3, heldOut: 22, others: 72 });
    expect(result.verdict.outcome).toBe('better');
    expect(result.endpoint).toMatchObject({ adapter: result.adapter.name, provisional: false });
    const before = result.verdict.metrics?.averagePrecisionOneReference.base ?? 0;
    expect({ before, hardEnough: before > 0.5 && before < 0.9 }).toEqual({ before, hardEnough: true });
    expect(readdirSync(base).sort()).toEqual(['data', 'out']);
  },
  runLimit,
);
