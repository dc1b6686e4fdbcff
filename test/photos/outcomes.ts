import type { CorpusFile } from './corpus/file.ts';
import type { Passed } from './doors.ts';

interface Doors {
  readonly accepted: Passed;
  readonly embedded: Passed;
}

type Counts = ReadonlyMap<string, number>;

function counted(outcomes: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** How many files came to which end. */
export function outcomesTable({ accepted, embedded }: Doors): string {
  const [left, right] = [counted(accepted.outcomes), counted(embedded.outcomes)];
  const codes = [...new Set([...left.keys(), ...right.keys()])].toSorted((one, other) =>
    one === 'taken' ? -1 : other === 'taken' ? 1 : one.localeCompare(other),
  );
  return [
    row('outcome', 'upload and accept', 'POST /v1/embeddings'),
    row('---', '---:', '---:'),
    ...codes.map((code) => row(code === 'taken' ? code : `\`${code}\``, left.get(code) ?? 0, right.get(code) ?? 0)),
    row('files', accepted.outcomes.length, embedded.outcomes.length),
  ].join('\n');
}

const told = (counts: Counts): string => [...counts].map(([code, count]) => `${count} ${code}`).join(', ');

function kindsTable(files: readonly CorpusFile[], { accepted, embedded }: Doors): string {
  const ofKind = (kind: string, { outcomes }: Passed) =>
    told(counted(outcomes.filter((_, number) => files[number]?.kind === kind)));
  return [
    row('kind', 'files', 'upload and accept', 'POST /v1/embeddings'),
    row('---', '---:', '---', '---'),
    ...[...counted(files.map(({ kind }) => kind))].map(([kind, count]) =>
      row(kind, count, ofKind(kind, accepted), ofKind(kind, embedded)),
    ),
  ].join('\n');
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

/** The page of the documentation. */
export function outcomesPage(
  files: readonly CorpusFile[],
  doors: Doors,
  most: { readonly mostToAccept: number; readonly mostToDecode: number },
): string {
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return `# Hostile images

\`LIKENESS_HOSTILE_PAGE=docs/benchmarks/hostile-images.md npm test -- --only ts test/e2e/hostile-images\` wrote this. ${files.length} files
(${megabytes(total)} MB), which test/photos/corpus makes anew each time, come to both doors that a stranger's picture comes in by:
the accept function, after an upload, and \`POST /v1/embeddings\` of a running service. Each is taken or refused with a code that says what to do;
\`npm test\` holds that nothing answers 5xx, crashes, hangs or restarts, that what is taken is an upright picture with nothing else in it,
and how much memory it takes: ${megabytes(doors.accepted.peakBytes)} MB of ${megabytes(most.mostToAccept)} that the accept function may,
${megabytes(doors.embedded.peakBytes)} MB of ${megabytes(most.mostToDecode)} that a decoder of the embedding server may.

${outcomesTable(doors)}

## By kind

The two decode by different libraries (libvips, Pillow): of a file that is damaged, one may make what the other can't.

${kindsTable(files, doors)}
`;
}
