#!/usr/bin/env node
/** Makes everything that the commands need; with --tools also what the tests need. */
import { setUpOrExit } from './setup/index.js';

const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--tools');
if (unknown !== undefined) {
  const asked = unknown === '--help' || unknown === '-h';
  process[asked ? 'stdout' : 'stderr'].write(
    `${asked ? '' : `OptionUnknown: ${unknown}. `}Usage: npm run setup [-- --tools]\n`,
  );
  process.exit(asked ? 0 : 2);
}
await setUpOrExit({ tools: args.includes('--tools') });
process.stderr.write('Set up. Next: npm run demo\n');
