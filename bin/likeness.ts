import { InputError, LikenessError, ServiceError } from '../lib/domain/errors.ts';
import { embed, embedUsage, locate, locateUsage, match, matchUsage } from './commands/embed.ts';
import { evaluate, evaluateUsage } from './commands/evaluate.ts';
import { experiment, experimentUsage } from './commands/experiment.ts';
import { member, memberUsage } from './commands/member.ts';
import { models, modelsUsage } from './commands/models.ts';
import { personalize, personalizeUsage } from './commands/personalize.ts';
import { token, tokenUsage } from './commands/token.ts';
import { upUsage } from './commands/up-usage.ts';
import type { CommandStreams } from './streams.ts';
import { oneLine } from './terminal/one-line.ts';

const usage = `Three photos of one thing in; a vision model that knows that thing out.

  likeness personalize --photos DIR --category WORD [--held-out DIR] [--others DIR] [--out DIR] [--json]
  likeness embed [--json] [--adapter DIR] FILE...
  likeness match --adapter DIR [--json] FILE...
  likeness locate --adapter DIR [--out DIR] [--json] FILE...
  likeness evaluate --dataset DIR --backbone B [--adapters DIR] [--tasks LIST] [--split val|test|all] [--shifts] [--json]
  likeness experiment FILE.yaml [--out DIR] [--data DIR] [--adapters DIR] [--at-once N] [--json]
  likeness models list | pull NAME [--accept-licence] [--revision R] [--endpoint URL] [--models DIR] [--json]
  likeness up [--port N] [--tenant T] [--data DIR] [--json]
  likeness member add | list | remove | role --tenant T [--user U] [--role member|admin] [--url URL] [--data DIR] [--json]
  likeness token --tenant T [--user NAME] [--role member|admin] [--hours N] [--data DIR] [--json]
  likeness token --tenant T --client NAME --scopes LIST [--data DIR] [--json]

likeness COMMAND --help says more.
`;

const commands: Readonly<Record<string, { run(args: string[], io: CommandStreams): Promise<number>; usage: string }>> =
  {
    personalize: { run: personalize, usage: personalizeUsage },
    embed: { run: embed, usage: embedUsage },
    match: { run: match, usage: matchUsage },
    locate: { run: locate, usage: locateUsage },
    evaluate: { run: evaluate, usage: evaluateUsage },
    experiment: { run: experiment, usage: experimentUsage },
    models: { run: models, usage: modelsUsage },
    up: { run: async (args, io) => (await import('./commands/up.ts')).up(args, io), usage: upUsage },
    member: { run: member, usage: memberUsage },
    token: { run: token, usage: tokenUsage },
  };

/** Runs one command. Exit status: 0 done, 1 our fault, 2 the user can mend it. */
async function main([name, ...args]: string[]): Promise<number> {
  try {
    if (name === undefined || name === '--help' || name === 'help') {
      process.stdout.write(usage);
      return name === undefined ? 2 : 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined)
      throw new InputError('OptionUnknown', `There is no command '${name}'. See likeness --help.`);
    if (args.includes('--help')) {
      process.stdout.write(command.usage);
      return 0;
    }
    return await command.run(args, process);
  } catch (error) {
    return report(error, args.includes('--json'));
  }
}

function report(error: unknown, json: boolean): number {
  const failure =
    error instanceof LikenessError ? error : new ServiceError('Internal', String(error), { cause: error });
  const { code, fault, message } = failure;
  if (json) process.stdout.write(`${JSON.stringify({ version: 1, error: { code, fault, message } })}\n`);
  process.stderr.write(`${code}: ${oneLine(message)}\n`);
  if (failure.code === 'Internal' && error instanceof Error && process.env.LIKENESS_DEBUG)
    process.stderr.write(`${error.stack}\n`);
  return fault === 'user' ? 2 : 1;
}

process.exitCode = await main(process.argv.slice(2));
