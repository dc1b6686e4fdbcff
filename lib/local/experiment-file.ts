import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { ZodError } from 'zod';
import { errorFromCode, InputError } from '../domain/errors.ts';
import {
  type Arm,
  armsOf,
  type ExperimentFile,
  experimentSchema,
  type FilePath,
  FileProblem,
} from '../domain/experiment.ts';
import { nearest } from '../domain/nearest.ts';
import { errorCode } from './disk.ts';

/** An experiment as its file has it, and what it compares. */
export interface Experiment extends ExperimentFile {
  readonly compared: readonly Arm[];
}

/**
 * Reads an experiment's YAML. Everything that is wrong is told with the file, the line and the field's path.
 * @throws InputError `OptionInvalid`, `OptionUnknown` or `PresetUnknown`
 */
export async function readExperiment(path: string): Promise<Experiment> {
  return parseExperiment(await textOf(path), basename(path));
}

/** `name` is the file's, for messages. */
export function parseExperiment(text: string, name: string): Experiment {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw new InputError('OptionInvalid', `${name}:${lineOf(broken.pos[0])}: ${broken.message}.`, { cause: broken });
  }
  const place = (at: FilePath): string => `${name}:${lineOf(offsetOf(document, at))}: ${at.join('.') || 'the file'}`;
  const parsed = experimentSchema.safeParse(document.toJS());
  if (!parsed.success) throw told(parsed.error, place);
  try {
    return { ...parsed.data, compared: armsOf(parsed.data) };
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    const { code, message } = error.problem;
    throw errorFromCode(code, `${place(error.path)}: ${message}`, { cause: error });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = errorCode(cause) ?? String(cause);
    throw new InputError('OptionInvalid', `The experiment ${path} can't be read (${why}). Check the path.`, { cause });
  }
}

function told(error: ZodError, place: (at: FilePath) => string): InputError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []) as FilePath;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = Object.keys(path.length === 0 ? experimentSchema.shape : { folder: 0, only: 0, not: 0 });
    const message = `There is no such member. Nearest: ${nearest(key, known).join(', ')}.`;
    return new InputError('OptionUnknown', `${place([...path, key])}: ${message}`, { cause: error });
  }
  return new InputError('OptionInvalid', `${place(path)}: ${issue?.message}.`, { cause: error });
}

/** Where the value at a path begins, or of the nearest one around it that is there. */
function offsetOf(document: Document, at: FilePath): number {
  for (let length = at.length; length > 0; length -= 1) {
    const node = document.getIn(at.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
