/** The API's document and the client's types, with all of the set-up: `npm run openapi` runs openapi.ts. */
import { launch } from './launch.js';
import { setUpOrExit } from './setup/index.js';
import { inRoot } from './setup/paths.js';

await setUpOrExit({ workflow: false });
launch(process.argv.slice(2), inRoot('scripts', 'openapi.ts'));
