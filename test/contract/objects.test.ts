import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { s3Objects } from '../../lib/aws/objects.ts';
import { type FolderObjects, folderObjects } from '../../lib/local/objects.ts';
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

  test('does not take a missing bucket for a missing object', async () => {
    const objects = s3Objects(client);
    await expect(objects.get('s3://no-such-bucket/k')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
