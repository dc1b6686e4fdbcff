import { type ParseArgsConfig, parseArgs } from 'node:util';
import { InputError } from '../lib/domain/errors.ts';

/**
 * A command's options and words, as `parseArgs` has them.
 * @throws InputError `OptionUnknown`, which says where to read what there is
 */
export function readOptions<const Config extends ParseArgsConfig>(command: string, config: Config) {
  try {
    return parseArgs(config);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InputError('OptionUnknown', `${message} See likeness ${command} --help.`, { cause });
  }
}
