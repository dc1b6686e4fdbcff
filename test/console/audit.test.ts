import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditOf } from '../../console/src/audit/audit-address.ts';
import { type Entry, idsOf, type Part, sentenceOf } from '../../console/src/audit/sentences.ts';
import { isThere, type Lists } from '../../console/src/audit/still-there.ts';
import { root } from '../fixtures/command.ts';

const entry = (operation: string, targets: Entry['targets'] = {}, made: string | null = null): Entry => ({
  ...{ id: '01M8HMSA3PQHJ6K8EJDGC7V9ZZ', at: '2026-11-28T17:55:56.150Z', principal: 'user:ann', name: 'ann' },
  ...{ operation, targets, made, status: 200, requestId: 'r' },
});
const text = (parts: readonly Part[]) => parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** They ask, and change nothing. */
const asking = ['/v1/embeddings', ...['match', 'locate', 'search'].map((verb) => `/v1/subjects/{subject}/${verb}`)];

test('every operation that changes something has a sentence of its own', () => {
  const { paths } = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8')) as {
    paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/') && !asking.includes(path))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((operation) => /^(POST|PUT|PATCH|DELETE) /.test(operation));
  expect(operations.length).toBeGreaterThan(20);
  expect(operations.filter((operation) => text(sentenceOf(entry(operation))).startsWith('did '))).toEqual([]);
});

test('a sentence leads to what it names, and what was made is beside it', () => {
  const started = entry('POST /v1/subjects/{subject}/runs', { subject: 'mug' }, '/v1/runs/01ABC');
  expect(text(sentenceOf(started))).toBe('started a run of mug');
  expect(sentenceOf(started)).toContainEqual({ text: 'a run', href: '/runs/01ABC' });
  expect(idsOf(started)).toEqual([
    { of: 'subject', id: 'mug' },
    { of: 'made run', id: '01ABC' },
  ]);
  expect(idsOf(entry('POST /v1/subjects', {}, '/v1/subjects/mug'))).toEqual([{ of: 'subject', id: 'mug' }]);
});

test('an operation that is not known is told by its own name', () => {
  expect(text(sentenceOf(entry('POST /v2/anything')))).toBe('did POST /v2/anything');
});

test('what is gone is no link, and what the lists are too short for still is one', () => {
  const lists: Lists = {
    subjects: { ids: new Set(['mug']), complete: true },
    runs: { ids: new Set(['01ABC']), complete: false },
    webhooks: { ids: new Set(), complete: true },
  };
  const there = (href: string) => isThere(href, lists);
  expect(['/subjects/mug', '/runs/01ABC', '/runs/01OLD', '/usage?tab=quotas', '/deletions/01D'].map(there)).toEqual(
    Array(5).fill(true),
  );
  expect(['/subjects/cup', '/webhooks/01W'].map(there)).toEqual([false, false]);
  expect(isThere('/subjects/mug', null)).toBe(false);
});

test('the address says whose changes are shown', () => {
  const { searchParams } = new URL(auditOf('user:ann+1@example.com'), 'http://console');
  expect(searchParams.get('principal')).toBe('user:ann+1@example.com');
});
