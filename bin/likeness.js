#!/usr/bin/env node
/** Starts the command on the Node it is written for; says so when the set-up is not complete. Runs on Node 20. */
import { launch } from '../scripts/launch.js';
import { checks, pending } from '../scripts/setup/checks.js';
import { report, SetupProblem } from '../scripts/setup/problem.js';

const args = process.argv.slice(2);
const [missing] = pending();
if (missing === undefined) {
  launch(args);
} else {
  const message = `${checks[missing].title}: not set up, or changed since. Run: npm run setup`;
  report(new SetupProblem('SetupIncomplete', message), { json: args.includes('--json') });
  process.exitCode = 2;
}
