import { spawnSync } from 'node:child_process';
import { SetupProblem } from './problem.js';

/** 3.11 first: the images run it. */
const names = ['python3.11', 'python3.12', 'python3.13', 'python3', 'python'];
const question = `
import sys
try:
    import venv, ensurepip
    parts = "whole"
except ImportError:
    parts = "lacking"
print(*sys.version_info[:2], parts, sys.executable)
`;

function probe(name) {
  const answer = spawnSync(name, ['-c', question], { encoding: 'utf8', timeout: 30_000 });
  if (answer.status !== 0) return undefined;
  const [major, minor, parts, ...path] = answer.stdout.trim().split(' ');
  return { major: Number(major), minor: Number(minor), whole: parts === 'whole', path: path.join(' ') };
}

const installCommand = (version) =>
  process.platform === 'darwin' ? `brew install python@${version}` : `sudo apt-get install python${version}-venv`;

/**
 * A Python from 3.11 on that can make environments.
 * @throws SetupProblem saying which command to run
 */
export function findPython() {
  let newest;
  let lacking;
  for (const name of names) {
    const found = probe(name);
    if (found === undefined) continue;
    newest ??= found;
    if (found.major !== 3 || found.minor < 11) continue;
    if (found.whole) return found.path;
    lacking ??= found;
  }
  if (lacking !== undefined) {
    const version = `${lacking.major}.${lacking.minor}`;
    throw new SetupProblem(
      'SetupIncomplete',
      `Python ${version} is here, but not its venv module. Run: ${installCommand(version)}, then: npm run setup`,
    );
  }
  const here = newest === undefined ? 'no Python is here' : `only Python ${newest.major}.${newest.minor} is here`;
  throw new SetupProblem(
    'SetupIncomplete',
    `Python 3.11 or later is needed, and ${here}. Run: ${installCommand('3.11')}, then: npm run setup`,
  );
}
