import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { retryWaits } from '../../lib/domain/webhook-retries.ts';
import { eventTypes, isEventPattern, pingType } from '../../lib/domain/webhooks.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'webhooks.md'), 'utf8');

test('docs/webhooks.md lists every type of event, and no other', () => {
  const listed = [...page.matchAll(/^\| `(dev\.likeness\.[a-z.-]+)`/gm)].map(([, type]) => type);
  expect(listed.sort()).toEqual([...eventTypes, pingType].sort());
});

test('docs/webhooks.md says the schedule', () => {
  const units = { s: 1, min: 60, h: 3600 };
  const [, said = ''] = /then after ([^,]+(?:, [^,]+)*?), each wait/.exec(page) ?? [];
  const waits = [...said.matchAll(/(\d+) (s|min|h)\b/g)].map(
    ([, count, unit]) => Number(count) * units[unit as keyof typeof units],
  );
  expect(waits).toEqual(retryWaits);
});

test('every event that a function publishes can be asked for', () => {
  const files = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'functions', name), 'utf8'));
  const types = sources.flatMap((text) =>
    [...text.matchAll(/type: ['`](dev\.likeness\.[^'`]+)['`]/g)].map(([, type = '']) => type),
  );
  expect(types.length).toBeGreaterThan(0);
  // A part that is known only when it runs stands for any.
  expect(types.filter((type) => !isEventPattern(type.replace(/\$\{[^}]+\}$/, '*')))).toEqual([]);
});
