import { join } from 'node:path';

/** The backbone that ships. */
export const shippedBackbone = 'tiny-vit';

/** Where the parts of this installation are; every member is an absolute path. */
export interface Installation {
  readonly root: string;
  /** The Python interpreter that has the containers' packages. */
  readonly python: string;
  /** The folder to put on `PYTHONPATH`. */
  readonly programs: string;
  /** The folder of the backbone's weights. */
  readonly backbone: string;
  /** The folder of everything that is kept. */
  readonly data: string;
  /** The folder of the models that were pulled; null: `models` in `data`. */
  readonly models: string | null;
  /** The folder of the operator's photos of other things; null where there are none. */
  readonly distractors: string | null;
}

/** The installation that this source belongs to; `LIKENESS_PYTHON`, `LIKENESS_DATA`, `LIKENESS_MODELS` and
 * `LIKENESS_DISTRACTORS` move parts of it. */
export function installation(environment: NodeJS.ProcessEnv = process.env): Installation {
  const root = join(import.meta.dirname, '..', '..');
  return {
    root,
    python: environment.LIKENESS_PYTHON ?? join(root, '.venv', 'bin', 'python'),
    programs: join(root, 'containers'),
    backbone: join(root, 'assets', 'backbones', shippedBackbone),
    data: environment.LIKENESS_DATA ?? join(root, '.likeness'),
    models: environment.LIKENESS_MODELS ?? null,
    distractors: environment.LIKENESS_DISTRACTORS || null,
  };
}

/** Where models that do not ship are put, each in a folder of its name. */
export const modelsFolder = ({ models, data }: Pick<Installation, 'models' | 'data'>): string =>
  models ?? join(data, 'models');

/**
 * The variables of a Python program of ours: this process's, and none of the code that lies in the folder where the
 * user happens to stand. Nothing is asked of a model hub.
 */
export function pythonEnvironment({ programs }: Installation): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: programs, PYTHONSAFEPATH: '1', HF_HUB_OFFLINE: '1' };
}
