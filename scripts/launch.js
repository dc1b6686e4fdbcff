import { spawn } from 'node:child_process';
import { inRoot, node22 } from './setup/paths.js';

/**
 * Runs a TypeScript program on Node 22 with this process's streams; this process ends as the program does.
 * @param {readonly string[]} args
 * @param {string} program the `likeness` command unless given
 */
export function launch(args, program = inRoot('bin', 'likeness.ts')) {
  const child = spawn(node22, ['--disable-warning=ExperimentalWarning', program, ...args], { stdio: 'inherit' });
  const forward = (signal) => {
    // The terminal sends Ctrl-C to the command itself; a second one would mean something else.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => {
    process.stderr.write(`SetupIncomplete: Node 22 does not start (${error.message}). Run: npm run setup\n`);
    process.exit(2);
  });
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status ?? 1);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}
