/** The linters and test runners: each runs with its output streaming through, and answers with a tally. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { setUp } from '../setup/index.js';
import { inRoot, node22, root } from '../setup/paths.js';
import { report, SetupProblem } from '../setup/problem.js';
import { Interrupted, statusOfSignal } from '../setup/program.js';
import { jestTally, pytestTally } from './tally.js';

const client = inRoot('clients', 'typescript');
const reports = inRoot('.cache', 'test');
const bin = (name) => inRoot('node_modules', '.bin', name);
const python = (name) => inRoot('.venv', 'bin', name);

const env = {
  ...process.env,
  PATH: [dirname(node22), process.env.PATH].join(delimiter),
  NODE_OPTIONS: [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
    .filter(Boolean)
    .join(' '),
};

/** The exit status; the status of a program that a signal ended, or that did not start, is never 0. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      process.stderr.write(`${command} does not start: ${error.message}\n`);
      resolve(127);
    });
    child.on('close', (status) => resolve(status ?? 128));
  });
}

/** A linter counts as one test. */
const linter = (name, command, args) => ({
  name,
  async run() {
    const status = await run(command, args);
    return status === 0
      ? { passed: 1, failed: 0, skipped: [], failures: [] }
      : { passed: 0, failed: 1, skipped: [], failures: [name] };
  },
});

/** A run whose report is missing or that failed without a failed test is a failure of its own. */
function tallyOf(name, status, file, read, goodStatuses) {
  const tally = existsSync(file)
    ? read(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0, skipped: [], failures: [] };
  if (goodStatuses.includes(status) || tally.failed > 0) return tally;
  return { ...tally, failed: 1, failures: [`${name} ended with status ${status}`] };
}

/** The workflow that one machine runs comes out of the stack; a stack that can't be synthesized fails here alone. */
const workflow = {
  name: 'Workflow definition',
  async run() {
    try {
      await setUp({ tools: true });
      return { passed: 1, failed: 0, skipped: [], failures: [] };
    } catch (error) {
      if (error instanceof Interrupted) process.exit(statusOfSignal(error.signal));
      if (!(error instanceof SetupProblem)) throw error;
      report(error);
      return { passed: 0, failed: 1, skipped: [], failures: [this.name] };
    }
  },
};

const jest = (args) => ({
  name: 'Jest',
  async run() {
    const file = `${reports}/jest.json`;
    rmSync(file, { force: true });
    mkdirSync(reports, { recursive: true });
    const options = ['--json', `--outputFile=${file}`, '--passWithNoTests', ...(process.env.CI ? ['--ci'] : [])];
    const status = await run(node22, [inRoot('node_modules', 'jest', 'bin', 'jest.js'), ...options, ...args]);
    return tallyOf('Jest', status, file, jestTally, [0]);
  },
});

/** Pytest's status when it found no test. */
const noTests = 5;

const pytest = (args) => ({
  name: 'pytest',
  async run() {
    const file = `${reports}/pytest.xml`;
    rmSync(file, { force: true });
    mkdirSync(reports, { recursive: true });
    const status = await run(python('python'), ['-m', 'pytest', `--junitxml=${file}`, ...args]);
    return tallyOf('pytest', status, file, pytestTally, [0, noTests]);
  },
});

/**
 * What `npm test` runs, in order.
 * @param {'ts' | 'py' | 'lint' | undefined} only
 * @param {readonly string[]} args for the one test runner that `only` names
 */
export function toolsFor(only, args) {
  const lint = [
    linter('Biome', bin('biome'), ['check', '--error-on-warnings', '.']),
    linter('ruff', python('ruff'), ['check', '.']),
    linter('TypeScript', bin('tsc'), ['-p', '.']),
    // By a TypeScript as its users have it, and with a browser's types.
    linter('TypeScript of the client', `${client}/node_modules/.bin/tsc`, ['-p', client]),
    linter('TypeScript of the console', bin('tsc'), ['-p', inRoot('console')]),
  ];
  if (only === 'lint') return lint;
  if (only === 'ts') return [workflow, jest(args)];
  if (only === 'py') return [pytest(args)];
  return [...lint, workflow, jest([]), pytest([])];
}
