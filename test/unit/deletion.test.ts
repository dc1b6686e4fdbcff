import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { beginDeletion } from '../../functions/deletion/begin.ts';
import { create } from '../../functions/deletion/handler.ts';
import { readReceipt } from '../../functions/deletion/receipt.ts';
import { type DeletedObject, type Receipt, statementOf } from '../../lib/domain/deletion.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { parseAddress } from '../../lib/ports/addresses.ts';
import { crashing, type DeletionHome, deletionHome, filesIn, rowsIn } from '../fixtures/deletion-home.ts';
import { borrow, hex, type PlantedSubject, plantSubject } from '../fixtures/planted-subject.ts';

let opened: DeletionHome[] = [];
afterEach(() => {
  for (const home of opened) home.close();
  opened = [];
});

async function open(lateSeconds = 0): Promise<DeletionHome> {
  const home = await deletionHome(lateSeconds);
  opened.push(home);
  return home;
}

/** What stays of a home when some marks go: what has none of them. */
const clean = (home: DeletionHome, marks: readonly string[]) => ({
  files: [...filesIn(home.root)].filter(([path, bytes]) => !says(marks, path, bytes.toString('latin1'))),
  rows: rowsIn(home.root).filter((row) => !says(marks, row)),
});
const says = (marks: readonly string[], ...texts: string[]): boolean =>
  texts.some((text) => marks.some((mark) => text.includes(mark)));

/** The receipt once it is done, whose signature holds, and the list that belongs to it. */
async function proof(home: DeletionHome, { tenant, deletion }: { tenant: string; deletion: string }) {
  const receipt = (await readReceipt(home.ports, tenant, deletion)) as Receipt;
  const text = await home.ports.objects.get(`s3://${home.home.bucket}/${receipt.list?.key}`);
  expect(sha256(text)).toBe(receipt.list?.sha256);
  const keys = createLocalJWKSet((await home.ports.signer.keys()) as unknown as JSONWebKeySet);
  const { payload, protectedHeader } = await compactVerify(receipt.signature ?? '', keys);
  expect(protectedHeader.alg).toBe('EdDSA');
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(statementOf(tenant, receipt));
  const lines = new TextDecoder().decode(text).split('\n').filter(Boolean);
  return { receipt, list: lines.map((line) => JSON.parse(line) as DeletedObject) };
}

async function listed(home: DeletionHome, uris: readonly string[]): Promise<DeletedObject[]> {
  const lines = uris.map(async (uri) => {
    const bytes = await home.ports.objects.get(uri);
    return { key: parseAddress(uri).key, bytes: bytes.length, sha256: sha256(bytes) };
  });
  return (await Promise.all(lines)).toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

/** A write of a process that was killed in the middle of it. */
function leaveHalf(home: DeletionHome, text: string): void {
  const { pid } = spawnSync('true');
  mkdirSync(join(home.root, 'objects', '.tmp'), { recursive: true });
  writeFileSync(join(home.root, 'objects', '.tmp', `${pid}-0`), text);
}

const plant = async (home: DeletionHome, seed: number) => {
  const mark = (name: string) => hex(`${seed} ${name}`, 12);
  const going = await plantSubject(home, 'acme', mark('going'));
  const borrower = await plantSubject(home, 'acme', mark('borrower'));
  const others = [
    borrower,
    await plantSubject(home, 'acme', mark('third')),
    await plantSubject(home, 'other', mark('fourth')),
  ];
  const copy = await borrow(home, going, borrower);
  leaveHalf(home, `half ${going.marks[0]}`);
  return { going, borrower, others, copy };
};

const goneFrom = (home: DeletionHome, { marks, adapter, of }: PlantedSubject): void => {
  for (const [path, bytes] of filesIn(home.root))
    expect([path, says(marks, path, bytes.toString('latin1'))]).toEqual([path, false]);
  expect(rowsIn(home.root).filter((row) => says([...marks, of.subject], row))).toEqual([]);
  expect(home.ports.endpoints.deployed.has(adapter)).toBe(false);
};

test('whatever breaks off, a deletion leaves nothing of its subject, everything of the others, and proof of what went', async () => {
  const law = fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 40 }), async (seed, crashes) => {
    const home = await open();
    const { going, borrower, copy } = await plant(home, seed);
    const before = clean(home, going.marks);
    const expected = await listed(home, [...going.objects, copy]);
    const ports = crashing(home.ports, seed, crashes);

    const { deletion } = await beginDeletion(home.ports, home.home, going.of, 'user:ana');
    await home.work(ports);

    goneFrom(home, going);
    const { files, rows } = clean(home, [...going.marks]);
    const accepted = borrower.objects.find((uri) => uri.endsWith('/accepted.json')) ?? '';
    const rewritten = home.ports.objects.pathOf(accepted);
    expect(files.filter(([path]) => path !== rewritten)).toEqual(before.files);
    expect(rows).toEqual(before.rows);
    expect(await home.read(accepted)).toMatchObject({
      photos: [{ role: 'reference' }],
      dropped: [{ name: 'own.jpg', reason: 'the same picture as "other.jpg"' }],
    });

    const { receipt, list } = await proof(home, { tenant: 'acme', deletion });
    expect(list).toEqual(expected);
    expect(receipt).toMatchObject({ status: 'done', subject: going.of.subject, requestedBy: 'user:ana' });
    expect(receipt.bytes).toBe(expected.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(receipt.counts).toEqual({
      ...{ photos: 5, syntheticImages: 1, checkpoints: 2, adapters: 1, vectors: 3, archives: 1, documents: 7 },
      ...{ records: going.records.length, logs: going.jobs.length, executions: going.runs.length },
    });
    expect(await home.ports.objects.list(`s3://${home.home.bucket}/receipts/`)).toHaveLength(1);
  });
  await fc.assert(law, { numRuns: 12 });
});

test('two that work on one deletion at once leave one receipt, which is whole', async () => {
  for (let seed = 0; seed < 5; seed += 1) {
    const home = await open();
    const { going, copy } = await plant(home, seed);
    const expected = await listed(home, [...going.objects, copy]);
    const { deletion } = await beginDeletion(home.ports, home.home, going.of, 'user:ana');
    const calls = Array.from({ length: 3 }, () => create(home.ports, home.home)({ tenant: 'acme', deletion }));
    // One that finds what another has just cleared is called again.
    await Promise.allSettled(calls);
    await home.work();
    goneFrom(home, going);
    expect((await proof(home, { tenant: 'acme', deletion })).list).toEqual(expected);
    expect(await home.ports.objects.list(`s3://${home.home.bucket}/receipts/`)).toHaveLength(1);
  }
});

test('what was deleted is in no byte of the databases either', async () => {
  const home = await open();
  const { going } = await plant(home, 1);
  await beginDeletion(home.ports, home.home, going.of, 'user:ana');
  await home.work();
  home.history.close();
  home.ports.events.close();
  home.ports.records.close();
  for (const name of readdirSync(home.root).filter((file) => file.includes('.sqlite'))) {
    const text = readFileSync(join(home.root, name), 'latin1');
    expect([name, [...going.runs, `about ${going.marks[0]}`].filter((mark) => text.includes(mark))]).toEqual([
      name,
      [],
    ]);
  }
  opened = [];
});
