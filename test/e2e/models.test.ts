import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogueModel } from '../../lib/domain/models.ts';
import { installation } from '../../lib/local/installation.ts';
import { modelFolder } from '../../lib/local/models.ts';
import { readModelManifest } from '../../lib/local/models-pull.ts';
import { type Ended, root, sha256Of, start } from '../fixtures/command.ts';

const { python } = installation();
const shipped = join(root, 'assets', 'backbones', 'tiny-vit');
const { repository, revision } = catalogueModel('dinov2-small');
const program = join(root, 'bin', 'likeness.ts');
const run = (args: string[], env = {}) => start(['models', ...args], { program, env });

/** Serves the small backbone that ships as if it were the catalogue's; `more` are options of the program. */
async function hub(...more: string[]): Promise<{ readonly endpoint: string; readonly child: ChildProcess }> {
  const server = join(root, 'test', 'python', 'hub_server.py');
  const child = spawn(python, [server, repository, revision, shipped, ...more], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { endpoint: String(line).trim(), child };
}

const failure = ({ status, stdout }: Ended) => ({
  status,
  ...(JSON.parse(stdout) as { error: { code: string } }).error,
});

describe('likeness models pull', () => {
  let base: string;
  const servers: ChildProcess[] = [];
  const serve = async (...more: string[]): Promise<string> => {
    const { endpoint, child } = await hub(...more);
    servers.push(child);
    return endpoint;
  };

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'likeness-models-'));
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.stdin?.end();
    rmSync(base, { recursive: true, force: true });
  });

  test('brings a model into the folder where runs look for it, and says what it is', async () => {
    const pull = ['pull', 'dinov2-small', '--endpoint', await serve(), '--data', base, '--json'];
    const { status, stdout, stderr } = await run(pull).ended;

    const folder = join(base, 'models', 'dinov2-small');
    expect({ status, ...(JSON.parse(stdout) as object) }).toMatchObject({
      ...{ status: 0, version: 1, name: 'dinov2-small', kind: 'backbone', repository, revision, folder },
      ...{ licence: 'Apache-2.0', weights: 'fp32', files: 3 },
    });
    expect(stderr).toMatch(/licence {3}Apache-2\.0: https:[\s\S]*megabytes .*8\/8/);
    const manifest = await readModelManifest(join(base, 'models'), 'dinov2-small');
    expect(manifest?.files.map(({ path, sha256 }) => [path, sha256])).toEqual(
      ['config.json', 'model.safetensors', 'preprocessor_config.json'].map((path) => [
        path,
        sha256Of(join(shipped, path)),
      ]),
    );
    const place = { root: base, models: null, data: base };
    expect(await modelFolder(place, 'backbone', 'dinov2-small')).toBe(folder);

    const listed = await run(['list', '--data', base]).ended;
    expect(listed.stdout).toMatch(/^dinov2-small +backbone +here, 0\.0075 GB /m);
    // It is whole, so the hub is not asked.
    const again = await run(['pull', 'dinov2-small', '--endpoint', 'http://127.0.0.1:9', '--data', base]).ended;
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('was here') });
  });

  test('broken off by Ctrl-C it is no model, and the same command goes on', async () => {
    const pull = ['pull', 'dinov2-small', '--data', base, '--json'];
    const stalled = await serve('--stall', 'model.safetensors', '1000');
    const first = run([...pull, '--endpoint', stalled]);
    await first.shown(/megabytes/);
    first.child.kill('SIGINT');
    expect(failure(await first.ended)).toMatchObject({ status: 2, code: 'Interrupted' });
    expect(await readModelManifest(join(base, 'models'), 'dinov2-small')).toBeUndefined();
    const place = { root: base, models: null, data: base };
    expect(await modelFolder(place, 'backbone', 'dinov2-small')).toBeUndefined();

    const second = await run([...pull, '--endpoint', await serve()]).ended;
    expect(second.status).toBe(0);
  });

  test('says in one line what stood in the way', async () => {
    const pull = ['pull', 'dinov2-small', '--models', base, '--json'];
    const nobody = await run([...pull, '--endpoint', 'http://127.0.0.1:9']).ended;
    expect(failure(nobody)).toMatchObject({ status: 2, code: 'HubUnreachable', fault: 'user' });
    expect(nobody.stderr).toMatch(/^HubUnreachable: http:\/\/127\.0\.0\.1:9 can't be reached/m);

    const endpoint = await serve('--licence', 'gpl-3.0');
    const other = await run([...pull, '--endpoint', endpoint, '--revision', 'f'.repeat(40)]).ended;
    expect(failure(other)).toMatchObject({ status: 2, code: 'ModelNotFound' });
    const licensed = await run(pull, { HF_ENDPOINT: endpoint }).ended;
    expect(failure(licensed)).toMatchObject({ status: 2, code: 'LicenceNotAccepted' });
    expect(existsSync(join(base, 'dinov2-small', 'model.safetensors'))).toBe(false);

    writeFileSync(join(base, 'file'), '');
    const nowhere = await run(['pull', 'dinov2-small', '--models', join(base, 'file'), '--json']).ended;
    expect(failure(nowhere)).toMatchObject({ status: 2, code: 'OptionInvalid' });
  });
});
