import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export const inRoot = (...segments) => join(root, ...segments);

/** Everything that set-up makes lies here or in node_modules and .venv. */
export const cache = inRoot('.cache', 'setup');

/** The Node that runs the TypeScript sources; it comes with the node modules. */
export const node22 = inRoot('node_modules', 'node', 'bin', 'node');

export const venv = inRoot('.venv');
export const venvPython = inRoot('.venv', 'bin', 'python');

/** The synthesized workflow that one machine runs. */
export const workflowDefinition = inRoot('.cache', 'workflow.asl.json');

/** There while pip changes the environment: left behind, it says that the environment is neither old nor new. */
export const changing = join(cache, 'python-changing');
