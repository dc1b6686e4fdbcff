/** Fills the small disk at `argv[2]` through the local ports and prints what they said. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../lib/domain/errors.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import { sqliteRecords } from '../../lib/local/records.ts';

const disk = process.argv[2] ?? '';

async function failureOf(work: () => Promise<unknown>) {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof LikenessError)) throw error;
    return { code: error.code, fault: error.fault, names: error.message.includes(disk) ? disk : error.message };
  }
}

const objects = folderObjects(disk);
const whenObjects = await failureOf(() => objects.put('s3://bucket/large', randomBytes(300_000)));
async function* pieces() {
  for (let count = 0; count < 100; count += 1) yield randomBytes(10_000);
}
const whenReceiving = await failureOf(() => objects.receive('s3://bucket/large', pieces()));
const temporaries = await readdir(join(disk, '.tmp'));
await objects.put('s3://bucket/small', 'still works');
const small = new TextDecoder().decode(await objects.get('s3://bucket/small'));

const whenRecords = await failureOf(async () => {
  const records = sqliteRecords(join(disk, 'records.db'));
  for (let index = 0; index < 100; index += 1) {
    await records.create({ pk: 'T#t', sk: `RUN#${index}`, filler: randomBytes(10_000).toString('hex') });
  }
});
process.stdout.write(
  JSON.stringify({ objects: whenObjects, receiving: whenReceiving, records: whenRecords, temporaries, small }),
);
