/** `npm run console`: builds the console, with all of the set-up. `npx likeness up` serves it from then on. */
import { launch } from './launch.js';
import { setUpOrExit } from './setup/index.js';
import { inRoot } from './setup/paths.js';

await setUpOrExit({ workflow: false });
launch(
  ['build', '--config', inRoot('console', 'vite.config.ts'), ...process.argv.slice(2)],
  inRoot('node_modules', 'vite', 'bin', 'vite.js'),
);
