import fc from 'fast-check';
import { mebibytes, signed } from '../../bin/terminal/cells.ts';
import { metricLabels, resultTable, stageLines } from '../../bin/terminal/table.ts';
import { stages } from '../../lib/domain/training-job.ts';
import { result, unjudged } from '../fixtures/results.ts';

/** Where each column ends that is two spaces from its neighbours, for lines of equal length. */
const widths = (lines: readonly string[]): number[] => [...new Set(lines.map((line) => line.length))];

describe('the table of a judged run', () => {
  const lines = resultTable(result()).split('\n');

  test('has a row a metric, whose numbers end below one another', () => {
    const rows = lines.slice(0, 5);
    expect(widths(rows)).toHaveLength(1);
    expect(rows.slice(1).map((row) => row.split('  ')[0])).toEqual(Object.values(metricLabels));
    const ends = rows
      .slice(1)
      .map((row) => [...row.matchAll(/[-+]?\d\.\d{3}(?= {2,})/g)].map((at) => at.index + at[0].length));
    expect(new Set(ends.map(String)).size).toBe(1);
    expect(rows[2]).toMatch(/ 0\.500 +0\.750 +\+0\.250 +\+0\.150 to \+0\.350$/);
    expect(rows[3]).toMatch(/ 0\.600 +0\.350 +-0\.250 +-0\.350 to -0\.150$/);
  });

  test('says the verdict and what the endpoint answers with', () => {
    expect(lines).toContain('verdict   better: The adapter is better.');
    expect(lines).toContain('endpoint  answers with acme.mug-1@d30c; 384 dimensions in 12 ms');
  });

  test('says which photos were left out and what else is worth knowing of them, each once and on one line', () => {
    const photos = {
      ...result().photos,
      dropped: [
        { name: 'a\ncopy.jpg', reason: 'the same picture as "a.jpg"' },
        { name: 'b.jpg', reason: 'the same picture as "a.jpg", a reference photo' },
      ],
      warnings: ['"b.jpg" was left out: the same picture as "a.jpg", a reference photo.'],
    };
    expect(
      resultTable({ ...result(), photos })
        .split('\n')
        .filter((line) => line.startsWith('photos')),
    ).toEqual([
      'photos    "b.jpg" was left out: the same picture as "a.jpg", a reference photo.',
      'photos    "a copy.jpg" was left out: the same picture as "a.jpg"',
    ]);
  });

  test('ends with the stages and what they took', () => {
    const at = lines.findIndex((line) => line.startsWith('stage'));
    expect(lines.slice(at)).toEqual([
      'stage       seconds  peak memory',
      'accept        0.5 s        1 MiB',
      'mask         12.3 s      200 MiB',
      'imports       3.0 s             ',
      'total    1 min 16 s     1536 MiB',
      '',
    ]);
  });
});

test('the table of an unjudged run has no metrics, and says what would help', () => {
  const text = resultTable(unjudged());
  for (const label of Object.values(metricLabels)) expect(text).not.toContain(label);
  expect(text).toContain('verdict   unjudged: Nothing was judged');
  expect(text).toContain('\n          Add 20 or more real photos of other things (role other).\n');
  expect(text).toContain('answers with acme.mug-1@d30c (provisional);');
});

test('whose distractors judged, the threshold and the diagnoses have a line each', () => {
  const verdict = {
    ...result().verdict,
    distractors: { user: 0, bank: 60, bankDigest: 'b'.repeat(64) },
    match: { threshold: 0.6123, precision: 0.95, recall: 0.8 },
  };
  const text = resultTable(result({ verdict, diagnoses: [{ code: 'plateau', message: 'Plateau.', numbers: {} }] }));
  expect(text).toContain(
    `\njudged    by 60 photos of other things: 0 given, 60 of the operator's distractors (${'b'.repeat(16)})\n`,
  );
  expect(text).toContain('\nmatch     a photo shows the subject from a score of 0.612 on; expected precision 0.95');
  expect(text).toContain('\ndiagnosis Plateau.\n');
  expect(resultTable(result())).not.toMatch(/^(judged|match|diagnosis) /m);
});

test('an endpoint without an adapter answers with the base', () => {
  const { endpoint } = result();
  expect(resultTable(result({ endpoint: { ...endpoint, adapter: null } }))).toContain('answers with the base;');
});

test('a stage whose result was there says so', () => {
  const [stage] = result().stages;
  if (stage === undefined) throw new Error('a stage');
  expect(stageLines(result({ stages: [{ ...stage, reused: true }] })).join('\n')).toContain('accept (reused)');
});

test('lines of stages are of one length, whatever their names and numbers', () => {
  const stage = fc.record({
    name: fc.stringMatching(/^[a-z -]{1,20}$/),
    job: fc.constantFrom(null, ...stages),
    seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
    peakMemoryBytes: fc.option(fc.nat(2 ** 40)),
    reused: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(stage, { maxLength: 6 }), (some) => {
      expect(widths(stageLines(result({ stages: some })))).toHaveLength(1);
    }),
  );
});

test('a difference has its sign, also where it is none', () => {
  expect([0.1234, -0.1234, 0, -0].map(signed)).toEqual(['+0.123', '-0.123', '+0.000', '+0.000']);
});

test('memory is in whole MiB', () => {
  expect(mebibytes(1.5 * 1024 ** 2)).toBe('2 MiB');
});
