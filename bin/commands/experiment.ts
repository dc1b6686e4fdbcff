import { dirname, join, resolve } from 'node:path';
import { faultOf, InputError, isErrorCode } from '../../lib/domain/errors.ts';
import { type PlannedRun, runsOf } from '../../lib/domain/experiment-runs.ts';
import { isOfOtherSubjects } from '../../lib/domain/other-subjects.ts';
import { type Experiment, readExperiment } from '../../lib/local/experiment-file.ts';
import { writeItems } from '../../lib/local/experiment-items.ts';
import { ExperimentRuns, type RunState } from '../../lib/local/experiment-runs.ts';
import {
  chosenSubjects,
  type LaidPhoto,
  ofOtherSubjects,
  ofSameCategory,
  readOthers,
  readSubjects,
} from '../../lib/local/experiment-subjects.ts';
import { type LocalHome, openLocalHome } from '../../lib/local/home.ts';
import { installation } from '../../lib/local/installation.ts';
import { modelFolder } from '../../lib/local/models.ts';
import { programDigest } from '../../lib/local/program-digest.ts';
import { requireModels } from '../../lib/ports/models.ts';
import { checkAdaptersFolder, writeAdapters } from '../experiment-adapters.ts';
import { otherSubjectsOf } from '../experiment-others.ts';
import { checkReportFolder, writeReport } from '../experiment-output.ts';
import { type ExperimentResult, experimentResult } from '../experiment-result.ts';
import { readOptions } from '../options.ts';
import { experimentFiles } from '../report/experiment.ts';
import { sectionsOf } from '../report/experiment-sections.ts';
import { onSignals } from '../signals.ts';
import type { CommandStreams } from '../streams.ts';
import { columns } from '../terminal/cells.ts';
import { oneLine } from '../terminal/one-line.ts';
import { Progress } from '../terminal/progress.ts';

export const experimentUsage = `likeness experiment FILE.yaml [options]

  --out DIR         where the report goes; likeness-experiments/NAME unless given
  --data DIR        where runs are kept; .likeness of the installation unless given
  --at-once N       runs at once, 1 unless given; what runs take is comparable only where they take turns
  --adapters DIR    writes the adapters there too, DIR/ARM/SUBJECT, as likeness evaluate --adapters DIR/ARM reads them
  --report-only     make the report anew from what is done
  --plan-only       run nothing: write items.json and the uploads for the cloud's map of runs into --out
  --bucket NAME     of the stack, with --plan-only
  --json            experiment.json on standard output, progress on standard error

The same command goes on where it was broken off, and runs nothing that is done. docs/experiments/README.md says how to
write FILE.yaml. Exit status: 0 every run is done, 1 a run failed by our fault, 2 by one that you can mend.
`;

const options = {
  out: { type: 'string' },
  data: { type: 'string' },
  'at-once': { type: 'string', default: '1' },
  adapters: { type: 'string' },
  'report-only': { type: 'boolean', default: false },
  'plan-only': { type: 'boolean', default: false },
  bucket: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** `likeness experiment`: everything that a file compares, and a report. Returns the exit status. */
export async function experiment(args: string[], io: CommandStreams): Promise<number> {
  const asked = parse(args);
  const read = await readExperiment(asked.file);
  const out = resolve(asked.out ?? join('likeness-experiments', read.name));
  const here = installation();
  const place = asked.data === undefined ? here : { ...here, data: resolve(asked.data) };
  if (asked.bucket !== undefined) {
    const planned = await plan(read, asked.file, await programDigest(place.programs));
    const items = await writeItems(out, asked.bucket, planned);
    io.stdout.write(
      asked.json ? `${JSON.stringify({ version: 1, items, out })}\n` : `${items.length} runs in ${out}\n`,
    );
    return 0;
  }
  for (const { preset } of read.compared)
    await requireModels(preset, (kind, name) => modelFolder(place, kind, name), '');
  await checkReportFolder(out);
  if (asked.adapters !== undefined) await checkAdaptersFolder(asked.adapters);
  let home: LocalHome | undefined;
  const interruption = onSignals(() => void home?.engine.suspend());
  try {
    home = await openLocalHome(place);
    const planned = await plan(read, asked.file, home.home.programDigest);
    const runs = new ExperimentRuns(home, place.data);
    if (!asked.reportOnly) await runAll(runs, planned, { ...asked, stopped: () => interruption.signal.aborted, io });
    const askedOfOthers = read.metrics.some(isOfOtherSubjects) ? planned : [];
    const objects = home.ports.objects;
    const otherSubjects = await otherSubjectsOf(askedOfOthers, { installation: place, objects, runs });
    const result = await experimentResult(read, planned, { home, runs, otherSubjects });
    await writeReport(out, experimentFiles(result));
    if (asked.adapters !== undefined) await writeAdapters(asked.adapters, planned, { objects, runs });
    if (interruption.signal.aborted)
      throw new InputError('Interrupted', 'Stopped. The same command goes on from here.');
    io.stdout.write(asked.json ? `${JSON.stringify({ ...result, out })}\n` : summary(result, out));
    return statusOf(result, asked.reportOnly);
  } finally {
    await home?.close();
    interruption.ignore();
  }
}

interface Asked {
  readonly file: string;
  readonly out: string | undefined;
  readonly data: string | undefined;
  readonly atOnce: number;
  /** Where the adapters are to go; undefined for nowhere. */
  readonly adapters: string | undefined;
  readonly reportOnly: boolean;
  /** Where the cloud's runs are to be; undefined for runs here. */
  readonly bucket: string | undefined;
  readonly json: boolean;
}

function parse(args: string[]): Asked {
  const { values, positionals } = parsed(args);
  const {
    out,
    data,
    adapters,
    bucket,
    json,
    'at-once': atOnce,
    'report-only': reportOnly,
    'plan-only': planOnly,
  } = values;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new InputError('OptionInvalid', 'Name one experiment: likeness experiment FILE.yaml.');
  }
  if (!/^[1-9]\d?$/.test(atOnce)) {
    throw new InputError('OptionInvalid', `--at-once takes a whole number from 1 to 99, not '${atOnce}'.`);
  }
  if (planOnly !== (bucket !== undefined)) {
    throw new InputError('OptionInvalid', '--plan-only and --bucket NAME go together: give both, or neither.');
  }
  if (adapters !== undefined && planOnly) {
    throw new InputError('OptionInvalid', '--adapters is of runs that are done: leave it out with --plan-only.');
  }
  const empty = Object.entries({ out, data, adapters, bucket }).find(([, value]) => value === '');
  if (empty !== undefined)
    throw new InputError('OptionInvalid', `--${empty[0]} is empty. Say what it is, or leave it out.`);
  return { file, out, data, atOnce: Number(atOnce), adapters, reportOnly, bucket, json };
}

const parsed = (args: string[]) => readOptions('experiment', { args, options, allowPositionals: true });

/** Every run that the file asks for, with its photos. */
async function plan(read: Experiment, file: string, programs: string): Promise<PlannedRun<LaidPhoto>[]> {
  const base = dirname(resolve(file));
  const folder = read.subjects.folder === undefined ? process.env.LIKENESS_PHOTOS : resolve(base, read.subjects.folder);
  if (!folder) {
    throw new InputError('PhotosFolderMissing', 'Name the folder of subjects: subjects.folder, or LIKENESS_PHOTOS.');
  }
  const all = await readSubjects(folder);
  const others = read.others === 'other-subjects' ? undefined : await readOthers(resolve(base, read.others));
  const design = { choices: read.choices, seeds: read.seeds, programs };
  return runsOf(
    read.compared,
    chosenSubjects(all, read.subjects),
    design,
    ({ name }) => others ?? ofOtherSubjects(all, name),
    (subject) => (read.lookAlikes === 'none' ? [] : ofSameCategory(all, subject)),
  );
}

async function runAll(
  runs: ExperimentRuns,
  planned: readonly PlannedRun<LaidPhoto>[],
  { atOnce, json, stopped, io }: Pick<Asked, 'atOnce' | 'json'> & { stopped: () => boolean; io: CommandStreams },
): Promise<void> {
  const states = await Promise.all(planned.map((run) => runs.stateOf(run)));
  const waiting = planned.filter((_, index) => states[index]?.status !== 'done');
  const terminal = json ? io.stderr : io.stdout;
  const progress = new Progress(terminal);
  const total = planned.length;
  let done = total - waiting.length;
  let failed = 0;
  const tell = (words: Readonly<Record<string, string>> = {}): void =>
    progress.step({ stage: 'runs', done, total, values: { failed, ...words } });
  tell();
  try {
    await runs.runAll(waiting, {
      atOnce,
      stopped,
      onEnd: ({ arm, subject }: PlannedRun, state: RunState) => {
        done += 1;
        if (state.status === 'failed') {
          failed += 1;
          io.stderr.write(`${oneLine(`${arm.name}, ${subject}: ${state.error.code}: ${state.error.message}`)}\n`);
        }
        tell({ last: `${subject}, ${arm.name}` });
      },
    });
  } finally {
    progress.end();
  }
}

function summary(result: ExperimentResult, out: string): string {
  const { counts, runs } = result;
  const [first] = sectionsOf(result);
  return [
    result.question,
    '',
    ...(first === undefined ? [] : columns(first.table)),
    '',
    `runs      ${counts.done} of ${runs.length} done, ${counts.failed} failed`,
    `results   ${join(out, 'report.html')}`,
    '',
  ].join('\n');
}

/** A report of what is there is whole without the runs that are not. */
function statusOf({ runs, counts }: ExperimentResult, reportOnly: boolean): number {
  if (counts['not run'] > 0 && !reportOnly) return 1;
  const codes = runs.flatMap(({ error }) => (error === null ? [] : [error.code]));
  if (codes.length === 0) return 0;
  return codes.every((code) => isErrorCode(code) && faultOf(code) === 'user') ? 2 : 1;
}
