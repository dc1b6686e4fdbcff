import fc from 'fast-check';
import { readDiagnoses } from '../../bin/diagnoses.ts';
import { type ReportInput, reportHtml } from '../../bin/report/report.ts';
import { dataPrefix, modelPrefix } from '../../lib/domain/keys.ts';
import { accepted, handlerHome, photo, run } from '../fixtures/handlers.ts';
import { curation, evaluation, finishRun, jobs, metrics, photos, result, unjudged } from '../fixtures/results.ts';

let home: ReturnType<typeof handlerHome>;
let input: ReportInput;
beforeEach(async () => {
  home = handlerHome();
  input = await finishRun(home);
});
afterEach(() => home.close());

const data = dataPrefix(run, jobs.represent);
const hostile = `<script>alert('1')</script>" onerror="x" ☕️ & <img src=http://x.example/>.jpg`;
const escaped =
  '&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#34; onerror=&#34;x&#34; ☕️ &#38; &#60;img src=http://x.example/&#62;.jpg';

/** The photos, all under one name. */
const named = (name: string): ReportInput => ({
  ...input,
  accepted: accepted(photos.map((one) => ({ ...one, name }))),
});

/** Every tag with its attributes' names: what text must not change. */
const tagsOf = (html: string): string[] =>
  [...html.matchAll(/<(\/?[a-z!][^\s>]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(([, tag, attributes]) =>
    [tag, ...(attributes ?? '').matchAll(/([a-z-]+)(?:="[^"]*")?/gi)]
      .map((part) => String(part).split('=')[0])
      .join(' '),
  );

function expectSelfContained(html: string): void {
  expect(html).not.toMatch(/<script|<link|<iframe|javascript:/i);
  expect(html).not.toMatch(/\s(href|srcset|on\w+)="/i);
  expect(html).not.toMatch(/url\(|@import/);
  const sources = [...html.matchAll(/\ssrc="([^"]*)"/g)].map(([, source]) => source ?? '');
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.filter((source) => !/^data:image\/jpeg;base64,[A-Za-z0-9+/]+=*$/.test(source))).toEqual([]);
}

describe('the report of a judged run', () => {
  test('is one page that asks for nothing, and forbids that too', async () => {
    const html = await reportHtml(input);
    expectSelfContained(html);
    expect(html).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('<title>mug: better</title>');
  });

  test('shows verdict, metrics, ranks, curves, maps, synthetic images and provenance', async () => {
    const html = await reportHtml(input);
    expect(html).toContain('<div class="verdict better"><strong>better</strong>');
    expect(html).toMatch(/average precision, one reference<\/th><td>0\.500<\/td><td>0\.750<\/td>\s*<td>\+0\.250/);
    expect(html).toContain('rank 5 → <b class="up">1</b>');
    expect(html.match(/class="line (base|personalized)"/g)).toHaveLength(2);
    expect(html).toContain('photo 00, base, personalized');
    expect(html).toContain('<h3>positive: cut-and-paste <small>2 images, 1 dropped</small></h3>');
    expect(html).toContain('title="cp0001: nearly the same as another"');
    expect(html).toContain('<dd>75.5 s</dd>');
  });
});

test('the report of an unjudged run has no metrics and no curve, and says what would help', async () => {
  await home.put(`${data}evaluation.json`, { curves: [], ranks: [] });
  const html = await reportHtml({ ...input, result: unjudged() });
  expectSelfContained(html);
  expect(html).not.toContain('<table');
  expect(html).not.toContain('Judged photos');
  expect(html).toContain('Nothing was judged, so there is no curve.');
  expect(html).toContain('<li>Add 20 or more real photos of other things (role other).</li>');
  expect(html).toContain('the adapter, provisionally');
});

test('a report has the diagnoses, whose distractors judged, and the threshold of the adapter', async () => {
  const verdict = {
    ...result().verdict,
    distractors: { user: 3, bank: 57, bankDigest: 'b'.repeat(64) },
    match: { threshold: 0.6123, precision: 0.95, recall: 0.8 },
  };
  const diagnoses = [{ code: 'plateau', message: 'Plateau: <b>.', numbers: {} }] as const;
  const html = await reportHtml({ ...input, result: result({ verdict, diagnoses }) });
  expectSelfContained(html);
  expect(html).toContain('<strong>diagnosis</strong><ul><li>Plateau: &#60;b&#62;.</li></ul>');
  expect(html).toContain(
    `<p>Judged by 60 photos of other things: 3 given, 57 of the operator&#39;s distractors (${'b'.repeat(16)}).</p>`,
  );
  expect(html).toContain('from a score of 0.612 on; expected precision 0.95, recall 0.80.</p>');
  expect(await reportHtml(input)).not.toContain('<strong>diagnosis</strong>');
});

test('a report tells how well the thing is found where masks allow it, with the diagnosis of that', async () => {
  const none = { base: 0.412, personalized: 0.405, difference: -0.007, interval: [-0.03, 0.02], photos: 4 };
  await home.put(`${data}evaluation.json`, { ...evaluation, metrics, dense: { segmentation: none, detection: none } });
  const diagnosed = await readDiagnoses(home.ports.objects, run, jobs.represent);
  const html = await reportHtml({ ...input, result: result({ ...diagnosed }) });
  expectSelfContained(html);
  expect(html).toContain('<h2>Finding where it is</h2>');
  expect(html).toContain('over the 4 that have one');
  for (const label of ['its outline', 'its box']) {
    expect(html).toMatch(
      new RegExp(`${label}</th><td>0\\.412</td><td>0\\.405</td>\\s*<td>-0\\.007</td><td>-0\\.030 to \\+0\\.020`),
    );
  }
  expect(html).toMatch(/<strong>diagnosis<\/strong><ul><li>Global results are good [^<]*lack localisation/);
  expect(await reportHtml(input)).not.toContain('Finding where it is');
});

describe('text of the user', () => {
  test('in names of photos is shown as it is, and is no markup', async () => {
    const html = await reportHtml(named(hostile));
    expectSelfContained(html);
    expect(html).toContain(`<figcaption>${escaped}</figcaption>`);
    expect(html).toContain(`<br>${escaped}</figcaption>`);
    expect(tagsOf(html)).toEqual(tagsOf(await reportHtml(input)));
  });

  test('in the category, the notes and the reasons is no markup either', async () => {
    const { photos: counts } = result();
    const noted = (text: string) =>
      reportHtml({
        ...input,
        result: result({
          category: text,
          photos: { ...counts, warnings: [text], dropped: [{ name: text, reason: text }] },
          verdict: { ...result().verdict, reason: text, advice: [text] },
        }),
      });
    const html = await noted(hostile);
    expectSelfContained(html);
    expect(html).toContain(`<title>${escaped}: better</title>`);
    expect(html).toContain(`<p>${escaped}: ${escaped}</p>`);
    expect(tagsOf(html)).toEqual(tagsOf(await noted('plain')));
  });

  test('in what a job says of its images is no markup either', async () => {
    const [first, ...rest] = curation.images;
    await home.put(`${data}curation.json`, {
      ...curation,
      images: [{ ...first, source: hostile, reason: hostile }, ...rest],
    });
    const html = await reportHtml(input);
    expectSelfContained(html);
    expect(html).toContain(`title="cp0000: ${escaped}"`);
  });

  test('never changes the markup', async () => {
    const few = { ...named('plain'), accepted: accepted([photo('reference', 0)]) };
    await home.put(`${data}evaluation.json`, { ...evaluation, ranks: [] });
    const markup = tagsOf(await reportHtml(few));
    const text = fc.string({
      unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '/', ' ', 'b', 'é', '☕'),
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        const html = await reportHtml({ ...few, accepted: accepted([photo('reference', 0, { name })]) });
        expect(tagsOf(html)).toEqual(markup);
      }),
      { numRuns: 12 },
    );
  });
});

test('of many photos the first 24 are shown', async () => {
  const many = Array.from({ length: 30 }, (_, index) => photo('reference', index));
  await finishRun(home, accepted(many));
  await home.put(`${data}evaluation.json`, { curves: [], ranks: [] });
  const html = await reportHtml({ ...input, accepted: accepted(many) });
  expect(html).toContain('<figcaption>reference 23.jpg</figcaption>');
  expect(html).not.toContain('<figcaption>reference 24.jpg</figcaption>');
});

test('a synthetic image that is gone leaves its place empty', async () => {
  await home.ports.objects.delete(`${modelPrefix(run, jobs.compose)}images/cp0001.jpg`);
  const html = await reportHtml(input);
  expectSelfContained(html);
  expect(html).toContain('title="cp0001: nearly the same as another"></figure>');
});
