/**
 * `npm run bench:kill -- [--times 20] [--seed 1] [--preset laptop]`: kills the whole command with SIGKILL at random moments
 * and runs it again. Every time it must end with the adapter that an undisturbed run makes, and no finished job may run
 * twice. Writes docs/benchmarks/kill.md, and kill-PRESET.md for another preset.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { presetNamed } from '../../lib/domain/presets.ts';
import { root } from '../fixtures/command.ts';
import { type Kill, KillRange, type Moment, nextMoment, type Undisturbed } from '../fixtures/kills.ts';
import { randomNumbers } from '../fixtures/random.ts';
import { machine } from './machine.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    preset: { type: 'string', default: 'laptop' },
  },
});
const preset = presetNamed(values.preset).name;
const [times, seed] = [Number(values.times), Number(values.seed)];
if (!(Number.isInteger(times) && times > 0 && Number.isInteger(seed) && seed >= 0)) {
  process.stderr.write('OptionInvalid: --times and --seed take whole numbers.\n');
  process.exit(2);
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const seconds = (value: number): string => `${value.toFixed(1)} s`;
const described = (moment: Moment): string =>
  'seconds' in moment ? `after ${seconds(moment.seconds)}` : `at event ${moment.event}`;

function outcome({ violations }: Kill): string {
  return violations.length === 0 ? 'ok' : `VIOLATED: ${violations.join('; ')}`;
}

async function killAll(range: KillRange, expected: Undisturbed): Promise<Kill[]> {
  const random = randomNumbers(seed);
  const kills: Kill[] = [];
  const began = performance.now();
  for (let turn = 0; kills.length < times; turn += 1) {
    const moment = nextMoment(turn, expected, random);
    const kill = await range.kill(moment, expected);
    if (kill === undefined) {
      say(`       ${described(moment)}: it had ended before that; another moment`);
      continue;
    }
    kills.push(kill);
    const left = ((performance.now() - began) / 60_000 / kills.length) * (times - kills.length);
    const what = `killed ${described(moment)} (${kill.lastEvent}), went on for ${seconds(kill.resumedSeconds)}`;
    say(`${String(kills.length).padStart(3)}/${times} ${what}: ${outcome(kill)}; ${left.toFixed(1)} min left`);
  }
  return kills;
}

function table(kills: readonly Kill[]): string {
  const rows = kills.map((kill, index) => [
    String(index + 1),
    described(kill.moment),
    seconds(kill.killedAfterSeconds),
    `${kill.events} ${kill.lastEvent}`,
    `${kill.survivors} for ${kill.survivedSeconds === null ? 'ever' : seconds(kill.survivedSeconds)}`,
    seconds(kill.resumedSeconds),
    outcome(kill),
  ]);
  const all = [['kill', 'moment', 'killed', 'history', 'left alive', 'again', 'outcome'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function page({ seconds: undisturbed, result }: Undisturbed, kills: readonly Kill[], summary: string): string {
  return `# Killed at any moment

\`npm run bench:kill -- --times ${times} --seed ${seed} --preset ${preset}\` wrote this. An undisturbed run (${seconds(undisturbed)}) made the adapter
\`${result.adapter.digest}\`. Then, each time from nothing, the command's whole process group got SIGKILL at a random moment, by
time or by progress, and the same command was given again: it must end with that very adapter, and no job that had finished may run
twice. "Left alive" are processes that the command had started in groups of their own: they notice and end. Measured on
${machine()}.

**${summary}.**

\`\`\`text
${table(kills)}
\`\`\`
`;
}

const range = new KillRange({ references: 3, heldOut: 4, others: 8 }, preset);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    range.close();
    process.exit(130);
  });
}
try {
  say('One run undisturbed ...');
  const expected = await range.undisturbed();
  say(`${seconds(expected.seconds)}, ${expected.events} events, adapter ${expected.result.adapter.digest}`);
  const kills = await killAll(range, expected);
  say(`\n${table(kills)}`);
  const violated = kills.filter(({ violations }) => violations.length > 0).length;
  const summary = `${kills.length} kills, seed ${seed}: ${violated} violations`;
  say(`\n${summary}`);
  const file = preset === 'laptop' ? 'kill.md' : `kill-${preset}.md`;
  writeFileSync(join(root, 'docs', 'benchmarks', file), page(expected, kills, summary));
  process.exitCode = violated === 0 ? 0 : 1;
} finally {
  range.close();
}
