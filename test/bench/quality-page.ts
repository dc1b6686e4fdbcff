/** The quality benchmark's page: tables in Markdown and one picture. Verdicts are decided by the product's own rule. */
import type { Preset, PromotionRule } from '../../lib/domain/presets.ts';
import { decide, type MetricName, type Metrics, metricNames, type Outcome } from '../../lib/domain/verdict.ts';
import { randomNumbers } from '../fixtures/random.ts';

type Numbers = Readonly<Record<MetricName, number>>;

interface Half {
  /** What a verdict would see: the comparison on one half of the held-out photos. */
  readonly seen: Metrics;
  /** Differences on the other half. */
  readonly measured: Numbers;
}

interface Case {
  readonly subject: string;
  readonly choice: number;
  readonly heldOut: number;
  readonly distractors: number;
  readonly base: Numbers;
  readonly personalized: Numbers;
  readonly halves: readonly Half[];
}

interface Summary {
  readonly base: number;
  readonly personalized: number;
  readonly difference: number;
  readonly interval: readonly [number, number];
  readonly subjectsBetter: number;
  readonly bySubject: Readonly<Record<string, readonly [number, number]>>;
}

interface Group {
  readonly subjects: number;
  readonly personalizations: number;
  readonly metrics: Readonly<Record<MetricName, Summary>>;
}

type GroupName = 'tuning' | 'test';

/** What quality_figures.py prints. */
export interface Figures {
  readonly photos: number;
  readonly groups: Readonly<Record<GroupName, Group>>;
  readonly cases: readonly Case[];
}

interface Context {
  readonly preset: Preset;
  readonly tuningSubjects: readonly string[];
  readonly machine: string;
}

const labels: Readonly<Record<MetricName, string>> = {
  averagePrecision: 'average precision, all references',
  averagePrecisionOneReference: 'average precision, one reference',
  ndcg: 'NDCG',
  margin: 'margin to the nearest confuser',
};

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function metricsTable({ metrics, subjects }: Group): string {
  const rows = metricNames.map((name) => {
    const { base, personalized, difference, interval, subjectsBetter } = metrics[name];
    const numbers = `${base.toFixed(3)} | ${personalized.toFixed(3)} | ${signed(difference)}`;
    const span = `${signed(interval[0])} to ${signed(interval[1])}`;
    return `| ${labels[name]} | ${numbers} | ${span} | ${subjectsBetter} of ${subjects} |`;
  });
  return [
    '| | base | personalized | difference | 95 % interval | better |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
  ]
    .concat(rows)
    .join('\n');
}

function subjectsTable(figures: Figures, group: Group): string {
  const { averagePrecisionOneReference: precision, ndcg } = group.metrics;
  const rows = Object.entries(precision.bySubject).map(([subject, [base, own]]) => {
    const [baseNdcg = 0, ownNdcg = 0] = ndcg.bySubject[subject] ?? [];
    const [first] = figures.cases.filter((one) => one.subject === subject);
    const gains = `${signed(own - base)} | ${baseNdcg.toFixed(3)} | ${ownNdcg.toFixed(3)}`;
    return `| ${subject} | ${first?.heldOut ?? 0} | ${base.toFixed(3)} | ${own.toFixed(3)} | ${gains} |`;
  });
  return [
    '| subject | held out | base | personalized | difference | NDCG, base | NDCG, personalized |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** What the rule would have done on one half, and what the other half says of it. */
interface Decisions {
  readonly rule: PromotionRule;
  readonly decided: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly promoted: number;
  readonly lost: number;
  /** Mean difference in single-reference average precision of what was promoted, and of all. */
  readonly gain: number;
  readonly gainOfAll: number;
}

function decisions(cases: readonly Case[], rule: PromotionRule): Decisions {
  const outcomes = { better: 0, tie: 0, worse: 0, unjudged: 0 };
  const promoted: number[] = [];
  const all: number[] = [];
  for (const { halves, distractors } of cases) {
    for (const { seen, measured } of halves) {
      const counts = { references: 3, heldOut: 1, distractors, feature: 'cls', adapterDigest: '' };
      const verdict = decide({ protocol: 'held-out', metrics: seen, ...counts }, rule);
      outcomes[verdict.outcome] += 1;
      all.push(measured.averagePrecisionOneReference);
      if (verdict.promote) promoted.push(measured.averagePrecisionOneReference);
    }
  }
  const lost = promoted.filter((difference) => difference < 0).length;
  const [gain, gainOfAll] = [mean(promoted), mean(all)];
  return { rule, decided: all.length, outcomes, promoted: promoted.length, lost, gain, gainOfAll };
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

const bounds = ['minimumDifference', 'intervalAbove', 'toleratedMarginLoss'] as const;

/** The chosen rule among others, stricter and laxer. */
function candidates(chosen: PromotionRule): PromotionRule[] {
  const all = [Number.POSITIVE_INFINITY, 0].flatMap((toleratedMarginLoss) =>
    [0.02, 0.1, 0.2].flatMap((minimumDifference) =>
      [0, 0.05].map((intervalAbove) => ({ ...chosen, minimumDifference, intervalAbove, toleratedMarginLoss })),
    ),
  );
  return all.some((rule) => isSame(rule, chosen)) ? all : [...all, chosen];
}

const isSame = (a: PromotionRule, b: PromotionRule): boolean => bounds.every((bound) => a[bound] === b[bound]);

function rulesTable(cases: readonly Case[], chosen: PromotionRule): string {
  const rows = candidates(chosen).map((rule) => {
    const { promoted, decided, lost, gain } = decisions(cases, rule);
    const rates = `${percent(promoted / decided)} | ${percent(promoted === 0 ? 0 : lost / promoted)}`;
    const margin =
      rule.toleratedMarginLoss === Number.POSITIVE_INFINITY ? 'anything' : rule.toleratedMarginLoss.toFixed(2);
    const limits = `${rule.minimumDifference.toFixed(2)} | ${rule.intervalAbove.toFixed(2)} | ${margin}`;
    return `| ${limits} | ${rates} | ${signed(gain)} | ${isSame(rule, chosen) ? '**chosen**' : ''} |`;
  });
  return [
    '| smallest difference | interval above | margin may fall by | promoted | of these lose | mean gain | |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
}

/** The share of promoted adapters that lose, when subjects are drawn anew with replacement: percentiles 2.5 and 97.5. */
function lossInterval(cases: readonly Case[], rule: PromotionRule): readonly [number, number] {
  const subjects = [...new Set(cases.map(({ subject }) => subject))];
  const counts = subjects.map((name) =>
    decisions(
      cases.filter(({ subject }) => subject === name),
      rule,
    ),
  );
  const random = randomNumbers(0);
  const rates = Array.from({ length: 10_000 }, () => {
    const drawn = counts.map(() => counts[Math.floor(random() * counts.length)] as Decisions);
    const promoted = drawn.reduce((sum, one) => sum + one.promoted, 0);
    return promoted === 0 ? 0 : drawn.reduce((sum, one) => sum + one.lost, 0) / promoted;
  }).sort((a, b) => a - b);
  return [rates[250] ?? 0, rates[9750] ?? 0];
}

function verdictText(cases: readonly Case[], { promotion }: Preset): string {
  const { decided, outcomes, promoted, lost, gain, gainOfAll } = decisions(cases, promotion);
  const rate =
    promoted === 0 ? 'none was promoted' : `${lost} of ${promoted} promoted adapters lose, ${percent(lost / promoted)}`;
  const [low, high] = lossInterval(cases, promotion).map(percent);
  return (
    `On the test subjects, ${decided} decisions: ${outcomes.better} better, ${outcomes.tie} tie, ${outcomes.worse} worse; ${rate} ` +
    `(95 % interval over subjects ${low} to ${high}). What was promoted gains ${signed(gain)} on the other half in the mean; promoting everything would gain ${signed(gainOfAll)}.`
  );
}

/** The page; every number in it comes from `figures`. */
export function page(figures: Figures, { preset, tuningSubjects, machine }: Context): string {
  const { tuning, test } = figures.groups;
  const isTuning = ({ subject }: Case): boolean => tuningSubjects.includes(subject);
  const tuningCases = figures.cases.filter(isTuning);
  const testCases = figures.cases.filter((one) => !isTuning(one));
  return `# Quality on real subjects

\`npm run bench:quality -- --photos DIR\` wrote this, with the preset \`${preset.name}\` ${preset.version} on ${figures.photos} photos of
${tuning.subjects + test.subjects} things (google/dreambooth). Measured on ${machine}.

Each subject is personalized with up to 10 seeded choices of 3 reference photos; its other photos are held out and all photos
of all other subjects are distractors, none of which trained. The base's vectors are taken by stock transformers, the metrics
are scikit-learn's, and everything is recomputed from the raw vectors. The trainings here use one thread, the product's two: the
bits differ, the method does not. A subject counts as the mean over its choices; the
intervals resample subjects, not photos.

![Single-reference average precision of each test subject, base and personalized](quality.svg)

## The claim: ${test.subjects} subjects that the recipe was not chosen on

${test.personalizations} personalizations. Two things were not chosen without them: all 19 subjects chose the small backbone's checkpoint (its card says
so), and the recipe's starting values came from earlier trials whose subjects were not written down (decision 0003).

${metricsTable(test)}

${subjectsTable(figures, test)}

## Verdicts on one half, measured on the other

The held-out photos of each personalization are halved: the verdict is decided on one half with the product's own comparison
and rule, and measured on the other half, both ways round. A promoted adapter loses where its single-reference average
precision on the other half is below the base's. Both halves share references and distractors.

${verdictText(testCases, preset)}

The rule was chosen on the tuning subjects alone:

${rulesTable(tuningCases, preset.promotion)}

## The ${tuning.subjects} subjects that hyperparameters were chosen on

${tuningSubjects.join(', ')}: ${tuning.personalizations} personalizations.

${metricsTable(tuning)}

${subjectsTable(figures, tuning)}
`;
}

/** Each test subject's single-reference average precision as a line from the base to the personalized backbone. */
export function chart({ groups: { test } }: Figures): string {
  const rows = Object.entries(test.metrics.averagePrecisionOneReference.bySubject).sort(
    ([, [a, b]], [, [c, d]]) => d - c - (b - a),
  );
  const [left, width, line] = [150, 420, 26];
  const x = (value: number): string => (left + value * width).toFixed(1);
  const height = rows.length * line + 60;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      `<path d="M${x(tick)} 24V${height - 30}" stroke="#d5dbe1"/><text x="${x(tick)}" y="${height - 14}" text-anchor="middle">${tick}</text>`,
  );
  const marks = rows.map(([subject, [base, own]], index) => {
    const y = 38 + index * line;
    const colour = own < base ? '#b3261e' : '#0b6bcb';
    return (
      `<text x="${left - 10}" y="${y + 4}" text-anchor="end">${subject.replaceAll('_', ' ')}</text>` +
      `<path d="M${x(base)} ${y}H${x(own)}" stroke="${colour}" stroke-width="3"/>` +
      `<circle cx="${x(base)}" cy="${y}" r="5" fill="#8a97a5"/><circle cx="${x(own)}" cy="${y}" r="6" fill="${colour}"/>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 30} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#3b4754">
<title>Single-reference average precision of each test subject, base and personalized</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="14">single-reference average precision: grey base, coloured personalized</text>
${ticks.join('\n')}
${marks.join('\n')}
</svg>
`;
}
