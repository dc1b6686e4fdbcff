import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A stand-in for AWS in a process of its own, with nothing in it. */
export interface Moto {
  readonly endpoint: string;
  /** What an SDK client needs to talk to it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Returns once the process is gone. */
  stop(): Promise<void>;
}

/**
 * One request at a time: the real services decide conditional writes one after another, and moto's checks are not
 * atomic across threads. The server ends with its standard input, so that none outlives the tests.
 */
const program = `
import os, sys, threading
from werkzeug.serving import run_simple
from moto.server import DomainDispatcherApplication, create_backend_app
os.environ["MOTO_PORT"] = sys.argv[1]
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
run_simple("127.0.0.1", int(sys.argv[1]), DomainDispatcherApplication(create_backend_app), threaded=False)
`;

/** For `startMoto`: moto 5.2 has KMS sign the digest of a digest; this signs what it is given, if it is one of SHA-256. */
export const signingDigests = `
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils
from moto.kms.utils import RSAPrivateKey
def sign(key, digest, algorithm):
    if algorithm != "RSASSA_PKCS1_V1_5_SHA_256": raise NotImplementedError(algorithm)
    return key.private_key.sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))
RSAPrivateKey.sign = sign
`;

const root = join(import.meta.dirname, '..', '..');
const hasMoto = (python: string): boolean =>
  spawnSync(python, ['-c', 'import flask, flask_cors, moto.server'], { stdio: 'ignore' }).status === 0;

/** The first Python that has moto's server: the checkout's environment, then the system's. */
export const motoPython: string | undefined = [join(root, '.venv', 'bin', 'python'), 'python3']
  .filter((python) => python === 'python3' || existsSync(python))
  .find(hasMoto);

/** `describe` where moto is installed; elsewhere the suite is reported as skipped, with the reason in its name. */
export function describeOnMoto(name: string, cases: () => void): void {
  if (motoPython !== undefined) describe(name, cases);
  else describe.skip(`${name} (moto[server] is not installed)`, cases);
}

/** Starts moto, with what the lines of Python change about it, and returns once it answers. */
export async function startMoto(changes = ''): Promise<Moto> {
  if (motoPython === undefined) throw new Error('moto[server] is not installed');
  const port = await freePort();
  const child = spawn(motoPython, ['-c', changes + program, String(port)], { stdio: ['pipe', 'ignore', 'pipe'] });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`moto ended: ${errors.join('')}`);
  }
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    endpoint,
    client: { endpoint, region: 'eu-west-1', credentials },
    stop: () => stop(child, gone),
  };
}

async function stop(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()));
    });
  });
}

/** One try to be served; false after a refused connection and a short pause. */
async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/moto-api/`)).ok;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}
