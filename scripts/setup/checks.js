/**
 * Whether each step of the set-up is done. Looked at on every start, so it starts no process and reads only small
 * files: a step is done when its stamp holds the digest of what the step was made from, and its result is there.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cache, changing, inRoot, node22, root, venvPython, workflowDefinition } from './paths.js';

const synthesizer = inRoot('scripts', 'synth-local.ts');
const workflowSources = ['lib/cloud', 'lib/domain', 'lib/local/definition.ts', 'bin/cdk.ts', 'scripts/synth-local.ts'];

/** Digest of named texts; a missing file counts as its absence. */
function digestOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}

const textOf = (...segments) => {
  try {
    return readFileSync(inRoot(...segments), 'utf8');
  } catch {
    return '';
  }
};

/** The interpreter behind .venv: another one there means packages made for another Python. */
function interpreter() {
  try {
    return realpathSync(venvPython);
  } catch {
    return 'none';
  }
}

const pythonKey = () => digestOf(interpreter(), textOf('.venv', 'pyvenv.cfg'));

/** Every file under a folder or the file itself, in a stable order. */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}

function workflowKey() {
  const files = workflowSources.flatMap((source) => filesUnder(inRoot(source)));
  return digestOf(
    textOf('package-lock.json'),
    ...files.flatMap((file) => [relative(root, file), readFileSync(file, 'utf8')]),
  );
}

/** `key` says what the step's result is made from; `present` whether the result is still there. */
export const checks = {
  node: {
    title: 'Node modules',
    key: () => digestOf(textOf('package-lock.json'), `${process.platform}-${process.arch}`),
    present: () => existsSync(inRoot('node_modules', '.package-lock.json')) && existsSync(node22),
  },
  python: {
    title: 'Python environment',
    key: pythonKey,
    present: () => existsSync(venvPython) && !existsSync(changing),
  },
  packages: {
    title: 'Python packages',
    key: () => digestOf(pythonKey(), textOf('requirements.txt'), textOf('constraints.txt')),
    present: () => existsSync(venvPython),
  },
  tools: {
    title: 'Python test tools',
    key: () => digestOf(pythonKey(), textOf('requirements-dev.txt'), textOf('constraints.txt')),
    present: () => existsSync(venvPython),
  },
  workflow: {
    title: 'Workflow definition',
    key: workflowKey,
    // A checkout whose stack can't be synthesized for one machine has nothing to make here.
    needed: () => existsSync(synthesizer),
    present: () => existsSync(workflowDefinition),
  },
};

/**
 * The steps in the order they are made. Every command needs all but the `tools`, which are the tests'; the tests leave
 * the `workflow` for later, to count it as one of their checks.
 */
export const stepNames = ({ tools = false, workflow = true } = {}) => [
  'node',
  'python',
  'packages',
  ...(tools ? ['tools'] : []),
  ...(workflow ? ['workflow'] : []),
];

const stampFile = (name) => join(cache, `${name}.stamp`);

export function isDone(name) {
  const check = checks[name];
  if (check.needed?.() === false) return true;
  if (!check.present()) return false;
  try {
    return readFileSync(stampFile(name), 'utf8').trim() === check.key();
  } catch {
    return false;
  }
}

export function stamp(name) {
  const file = stampFile(name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, `${checks[name].key()}\n`);
  renameSync(`${file}.tmp`, file);
}

export const unstamp = (name) => rmSync(stampFile(name), { force: true });

/** The steps still to do. */
export const pending = (options) => stepNames(options).filter((name) => !isDone(name));
