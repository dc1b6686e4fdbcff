/** How each step of the set-up is done. Every step may be done again, and picks up what an interrupted one left. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unstamp } from './checks.js';
import { changing, inRoot, node22, venv, venvPython, workflowDefinition } from './paths.js';
import { SetupProblem } from './problem.js';
import { runProgram } from './program.js';
import { findPython } from './python.js';

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether npm finished installing exactly what the lock file names; npm writes its own list last. */
function modulesMatchLock() {
  const wanted = packagesOf(inRoot('package-lock.json'));
  const here = packagesOf(inRoot('node_modules', '.package-lock.json'));
  if (wanted === undefined || here === undefined || !existsSync(node22)) return false;
  const matches = ([path, entry]) =>
    path === '' || (here[path] === undefined ? entry.optional === true : here[path].version === entry.version);
  return Object.entries(wanted).every(matches) && Object.keys(here).every((path) => wanted[path] !== undefined);
}

/** `npx likeness` looks here first; without the link it would ask to install the checkout as a package. */
function linkCommand() {
  const link = inRoot('node_modules', '.bin', 'likeness');
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', 'bin', 'likeness.js'), link);
}

async function installModules(context) {
  if (!modulesMatchLock()) {
    const npm = process.env.npm_execpath?.endsWith('.js')
      ? { command: process.execPath, first: [process.env.npm_execpath] }
      : { command: 'npm', first: [] };
    await runProgram(npm.command, [...npm.first, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
      ...context,
      // The nested installation of Node 22 is no global one, whatever this one was started by.
      env: { ...process.env, npm_config_global: 'false' },
      onLine: () => {},
    });
  }
  if (!existsSync(node22)) {
    throw new SetupProblem(
      'SetupIncomplete',
      'npm did not install Node 22, which needs install scripts to be allowed. Run: npm rebuild node --ignore-scripts=false',
    );
  }
  linkCommand();
}

async function makeEnvironment(context) {
  const python = findPython();
  unstamp('packages');
  unstamp('tools');
  rmSync(venv, { recursive: true, force: true, maxRetries: 5 });
  rmSync(changing, { force: true });
  await runProgram(python, ['-m', 'venv', venv], context);
}

async function install(requirements, context) {
  const { PYTHONHOME: _home, PYTHONPATH: _path, PIP_TARGET: _target, PIP_PREFIX: _prefix, ...env } = process.env;
  await runProgram(venvPython, ['-m', 'pip', 'install', '--progress-bar', 'off', '-r', requirements], {
    ...context,
    env: { ...env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_USER: '0', PYTHONUNBUFFERED: '1' },
    onLine: (line) => {
      if (line.startsWith('Installing collected packages')) {
        writeFileSync(changing, '');
        context.onLine('installing');
      } else if (/^(Collecting|Downloading) /.test(line)) context.onLine(line);
    },
  });
  rmSync(changing, { force: true });
}

async function synthesize(context) {
  mkdirSync(dirname(workflowDefinition), { recursive: true });
  const fresh = `${workflowDefinition}.tmp`;
  const program = inRoot('scripts', 'synth-local.ts');
  await runProgram(node22, ['--disable-warning=ExperimentalWarning', program, fresh], context);
  renameSync(fresh, workflowDefinition);
}

/** `seconds` is what the step took on a small machine with a good connection. */
export const steps = {
  node: { seconds: 25, run: installModules },
  python: { seconds: 5, run: makeEnvironment },
  packages: { seconds: 70, run: (context) => install('requirements.txt', context) },
  tools: { seconds: 25, run: (context) => install('requirements-dev.txt', context) },
  workflow: { seconds: 8, run: synthesize },
};
