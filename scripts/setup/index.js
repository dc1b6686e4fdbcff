import { checks, isDone, pending, stamp, unstamp } from './checks.js';
import { endLeftover } from './leftover.js';
import { withLock } from './lock.js';
import { cache } from './paths.js';
import { report, SetupProblem } from './problem.js';
import { Interrupted, statusOfSignal } from './program.js';
import { startProgress } from './progress.js';
import { steps } from './steps.js';

function refuseUnsupported() {
  if (process.platform === 'win32') {
    throw new SetupProblem('SetupIncomplete', 'Windows is supported through WSL alone. Run it inside: wsl');
  }
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupProblem('SetupIncomplete', `Node 20 or later is needed, and this is ${process.version}.`);
  }
}

async function doSteps(names) {
  const todo = names.map((name) => ({ name, title: checks[name].title, seconds: steps[name].seconds }));
  const progress = startProgress(todo);
  try {
    for (const [position, { name, title }] of todo.entries()) {
      if (isDone(name)) continue;
      progress.begin(position);
      // A step that is interrupted may leave something that looks like the old result.
      unstamp(name);
      await steps[name].run({ name, title, onLine: progress.note });
      stamp(name);
      progress.done();
    }
  } finally {
    progress.stop();
  }
}

/**
 * Brings this checkout to where every command runs; at once when it is there already.
 * @param {{ tools?: boolean, workflow?: boolean }} options as `stepNames` takes them
 * @throws SetupProblem
 */
export async function setUp(options = {}) {
  refuseUnsupported();
  if (pending(options).length === 0) return;
  const onWait = (pid) => process.stderr.write(`Another set-up of this folder is running (process ${pid}); waiting.\n`);
  await withLock(cache, onWait, async () => {
    endLeftover();
    // A step may undo a later one (new modules, a new environment), so look again until nothing is left.
    for (let left = pending(options), rounds = 0; left.length > 0 && rounds < 3; left = pending(options), rounds += 1) {
      await doSteps(left);
    }
  });
  const [still] = pending(options);
  if (still !== undefined) {
    throw new SetupProblem('SetupIncomplete', `${checks[still].title} changed while it was made. Run: npm run setup`);
  }
}

/** As `setUp`; a problem is told in one line and ends the process. */
export async function setUpOrExit(options = {}) {
  try {
    await setUp(options);
  } catch (error) {
    if (error instanceof Interrupted) {
      process.stderr.write('Set-up interrupted. It goes on where it was with: npm run setup\n');
      process.exit(statusOfSignal(error.signal));
    }
    if (!(error instanceof SetupProblem)) throw error;
    report(error, options);
    process.exit(2);
  }
}
