/** A benchmark with all of its set-up: `npm run bench:NAME [-- arguments]` runs test/bench/NAME.ts. */
import { existsSync } from 'node:fs';
import { launch } from './launch.js';
import { setUpOrExit } from './setup/index.js';
import { inRoot } from './setup/paths.js';

const [name = '', ...args] = process.argv.slice(2);
const program = inRoot('test', 'bench', `${name}.ts`);
if (!/^[a-z]+$/.test(name) || !existsSync(program)) {
  process.stderr.write(`OptionUnknown: there is no benchmark '${name}'. See "scripts" in package.json.\n`);
  process.exit(2);
}
await setUpOrExit({ tools: true });
launch(args, program);
