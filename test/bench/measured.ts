import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { type Installation, pythonEnvironment } from '../../lib/local/installation.ts';

/** Runs a Python program of this folder, whose progress goes to standard error, and gives the JSON that it prints. */
export function measuredBy(installed: Installation, program: string, args: readonly string[]): Promise<unknown> {
  const here = join(installed.root, 'test', 'bench');
  const child = spawn(installed.python, [join(here, program), ...args], {
    env: {
      ...pythonEnvironment(installed),
      PYTHONPATH: [installed.programs, here].join(delimiter),
      LIKENESS_PARENT_PID: String(process.pid),
      TRANSFORMERS_VERBOSITY: 'error',
      PYTHONWARNINGS: 'ignore',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(JSON.parse(text));
      else reject(new Error(`Measuring ended with status ${status}; what it said is above.`));
    });
  });
}
