import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { s3Objects } from '../../lib/aws/objects.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { type FolderObjects, folderObjects } from '../../lib/local/objects.ts';
import type { PurgedObject } from '../../lib/ports/objects.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';
import { objectsContract } from './objects.cases.ts';

let buckets = 0;
function freshName(): string {
  buckets += 1;
  return `bucket-${buckets}`;
}

describe('objects contract: local', () => {
  let root: string;
  let objects: FolderObjects;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'likeness-objects-'));
    objects = folderObjects(root);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  objectsContract(() => ({ objects, bucket: async () => freshName() }), 200);

  test('keeps an object as the file of its key', async () => {
    const bucket = freshName();
    await objects.put(`s3://${bucket}/a/b.txt`, 'content');
    expect(objects.pathOf(`s3://${bucket}/a/b.txt`)).toBe(join(root, bucket, 'a', 'b.txt'));
    expect(objects.pathOf(`s3://${bucket}/a/`)).toBe(join(root, bucket, 'a'));
    expect(objects.pathOf(`s3://${bucket}/`)).toBe(join(root, bucket));
    expect(await readFile(objects.pathOf(`s3://${bucket}/a/b.txt`), 'utf8')).toBe('content');
    expect(() => objects.pathOf(`s3://${bucket}/../x/`)).toThrow(/segment/);
  });

  test('leaves no temporary file behind, whether a write succeeds or fails', async () => {
    const bucket = freshName();
    await objects.put(`s3://${bucket}/a`, 'x');
    await objects.putIfAbsent(`s3://${bucket}/a`, 'y');
    await expect(objects.put(`s3://${bucket}/a/b`, 'z')).rejects.toMatchObject({ code: 'Internal' });
    await expect(objects.copy(`s3://${bucket}/missing`, `s3://${bucket}/c`)).rejects.toThrow();
    expect(await readdir(join(root, '.tmp'))).toEqual([]);
  });

  test('receives an object in pieces, and nothing of one whose pieces fail', async () => {
    const uri = `s3://${freshName()}/a`;
    async function* pieces(end: () => void) {
      yield Buffer.from('one, ');
      yield Buffer.from('two');
      end();
    }
    await objects.receive(
      uri,
      pieces(() => {}),
    );
    const failing = pieces(() => {
      throw new Error('the client is gone');
    });
    await expect(objects.receive(uri, failing)).rejects.toThrow('the client is gone');
    expect(Buffer.from(await objects.get(uri)).toString()).toBe('one, two');
    expect(await readdir(join(root, '.tmp'))).toEqual([]);
  });

  test("refuses a key that is a folder of another object's", async () => {
    const bucket = freshName();
    await objects.put(`s3://${bucket}/a/b`, 'x');
    for (const write of [objects.put, objects.putIfAbsent]) {
      await expect(write(`s3://${bucket}/a`, 'y')).rejects.toThrow(/folder of another/);
      await expect(write(`s3://${bucket}/a/b/c`, 'y')).rejects.toThrow(/folder of another/);
    }
  });

  test('purges what killed writes left, and links without what they lead to', async () => {
    const bucket = freshName();
    const temporaries = join(root, '.tmp');
    const dead = spawnSync('true').pid;
    await mkdir(temporaries, { recursive: true });
    await writeFile(join(temporaries, `${dead}-left`), 'half');
    await writeFile(join(temporaries, `${process.pid}-under-way`), 'half');
    const elsewhere = join(root, 'kept');
    await mkdir(join(elsewhere, 'empty'), { recursive: true });
    await writeFile(join(elsewhere, 'file'), 'kept');
    await mkdir(join(root, bucket, 'a', 'empty', 'folder'), { recursive: true });
    await symlink(join(elsewhere, 'file'), join(root, bucket, 'a', 'file'));
    await symlink(elsewhere, join(root, bucket, 'a', 'folder'));
    const told: string[] = [];
    await objects.purge(`s3://${bucket}/a/`, async (going) => void told.push(...going.map(({ uri }) => uri)));
    expect(told).toEqual([`s3://${bucket}/a/file`]);
    expect(await readdir(join(root, bucket))).toEqual([]);
    expect(await readdir(elsewhere)).toEqual(['empty', 'file']);
    expect(await readdir(temporaries)).toEqual([`${process.pid}-under-way`]);
    await rm(temporaries, { recursive: true });
  });

  test('reads through links, so that large inputs need no copy', async () => {
    const bucket = freshName();
    const weights = join(root, 'elsewhere');
    await mkdir(weights, { recursive: true });
    await writeFile(join(weights, 'model.safetensors'), 'weights');
    await mkdir(join(root, bucket), { recursive: true });
    await symlink(weights, join(root, bucket, 'backbone'));
    const uri = `s3://${bucket}/backbone/model.safetensors`;
    expect(await objects.list(`s3://${bucket}/backbone/`)).toEqual([{ uri, size: 7 }]);
  });

  test('puts and deletes side by side without losing an acknowledged object', async () => {
    const bucket = freshName();
    const kept = Array.from({ length: 60 }, (_, index) => `s3://${bucket}/a/b/${index % 3}/keep-${index}`);
    await Promise.all(
      kept.flatMap((uri) => [
        objects.put(uri, uri),
        objects.put(`${uri}-gone`, '').then(() => objects.delete(`${uri}-gone`)),
      ]),
    );
    expect((await objects.list(`s3://${bucket}/`)).map(({ uri }) => uri).sort()).toEqual([...kept].sort());
  });
});

/** A user namespace may mount a small disk; not every system lets it. */
const canMount =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' }).status === 0;

(canMount ? describe : describe.skip)('on a full disk (needs unshare)', () => {
  test('says DiskFull with what to do, and frees what it had begun to write', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-disk-'));
    const script = join(import.meta.dirname, 'full-disk.program.ts');
    const mounted = 'mount -t tmpfs -o size=256k none "$1" && exec "$2" --no-warnings "$3" "$1"';
    const run = spawnSync('unshare', ['-rm', 'sh', '-c', mounted, 'sh', folder, process.execPath, script], {
      encoding: 'utf8',
    });
    await rm(folder, { recursive: true });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual({
      objects: { code: 'DiskFull', fault: 'user', names: folder },
      receiving: { code: 'DiskFull', fault: 'user', names: folder },
      records: { code: 'DiskFull', fault: 'user', names: folder },
      temporaries: [],
      small: 'still works',
    });
  });
});

describeOnMoto('objects contract: S3 on moto', () => {
  let moto: Moto;
  let client: S3Client;

  beforeAll(async () => {
    moto = await startMoto();
    client = new S3Client({ ...moto.client, forcePathStyle: true });
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  async function bucket(): Promise<string> {
    const name = freshName();
    await client.send(
      new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    return name;
  }

  objectsContract(() => ({ objects: s3Objects(client), bucket }), 12);

  test('lists more objects than one page holds', async () => {
    const objects = s3Objects(client);
    const name = await bucket();
    const uris = Array.from({ length: 1005 }, (_, index) => `s3://${name}/${String(index).padStart(4, '0')}`);
    for (let start = 0; start < uris.length; start += 50) {
      await Promise.all(uris.slice(start, start + 50).map((uri) => objects.put(uri, '')));
    }
    expect((await objects.list(`s3://${name}/`)).map(({ uri }) => uri)).toEqual(uris);
  });

  test('purges every version of an object, and what marks it as deleted', async () => {
    const objects = s3Objects(client);
    const name = await bucket();
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
    for (const content of ['first', 'second']) await objects.put(`s3://${name}/a/1`, content);
    await objects.delete(`s3://${name}/a/1`);
    for (const key of ['a/1.jpg', 'b/1']) await objects.put(`s3://${name}/${key}`, 'kept');
    const told: PurgedObject[] = [];
    const tell = async (going: readonly PurgedObject[]) => void told.push(...going);
    await objects.purge(`s3://${name}/a/1`, tell);
    const line = (text: string) => ({ uri: `s3://${name}/a/1`, size: text.length, sha256: sha256(text) });
    expect(new Set(told)).toEqual(new Set([line('first'), line('second')]));
    await objects.purge(`s3://${name}/a/`, tell);
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: name }));
    expect([Versions.map(({ Key }) => Key), DeleteMarkers]).toEqual([['b/1'], []]);
  });

  test('purges more versions than one page holds', async () => {
    const objects = s3Objects(client);
    const name = await bucket();
    const uris = Array.from({ length: 1005 }, (_, index) => `s3://${name}/a/${String(index).padStart(4, '0')}`);
    for (let start = 0; start < uris.length; start += 50) {
      await Promise.all(uris.slice(start, start + 50).map((uri) => objects.put(uri, '')));
    }
    const told: string[][] = [];
    await objects.purge(`s3://${name}/a/`, async (going) => void told.push(going.map(({ uri }) => uri)));
    expect(Math.max(...told.map(({ length }) => length))).toBeLessThanOrEqual(1000);
    expect(told.flat()).toEqual(uris);
    expect(await objects.list(`s3://${name}/`)).toEqual([]);
  });

  test('does not take a missing bucket for a missing object', async () => {
    const objects = s3Objects(client);
    await expect(objects.get('s3://no-such-bucket/k')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
