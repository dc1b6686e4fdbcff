/**
 * Every check there is, in one command: linters, types, Jest, pytest. The last line adds them all up.
 * `npm test -- --only lint|ts|py [arguments of the test runner]`
 */
import { setUpOrExit } from './setup/index.js';
import { toolsFor } from './testing/tools.js';

const usage = 'Usage: npm test [-- --only lint|ts|py [arguments of Jest or pytest]]';

function optionsFrom(args) {
  if (args.length === 0) return { only: undefined, rest: [] };
  const [option, only = '', ...rest] = args;
  const fits = option === '--only' && ['lint', 'ts', 'py'].includes(only) && (only !== 'lint' || rest.length === 0);
  return fits ? { only, rest } : undefined;
}

function list(title, names) {
  if (names.length === 0) return;
  process.stdout.write(`\n${title}:\n${names.map((name) => `  ${name}\n`).join('')}`);
}

const options = optionsFrom(process.argv.slice(2));
if (options === undefined) {
  process.stderr.write(`OptionUnknown: ${process.argv.slice(2).join(' ')}. ${usage}\n`);
  process.exit(2);
}
await setUpOrExit({ tools: true, workflow: false });

const total = { passed: 0, failed: 0, skipped: [], failures: [] };
for (const tool of toolsFor(options.only, options.rest)) {
  process.stdout.write(`\n=== ${tool.name}\n`);
  const tally = await tool.run();
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped.push(...tally.skipped);
  total.failures.push(...tally.failures);
}
list('Skipped', total.skipped);
list('Failed', total.failures);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
