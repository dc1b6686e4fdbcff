import fc from 'fast-check';
import type { SourceResult } from '../../bin/generation.ts';
import { reportHtml } from '../../bin/report/report.ts';
import { keptChart, sourcesChart } from '../../bin/report/sources-chart.ts';
import { modelPrefix } from '../../lib/domain/keys.ts';
import { documents, generate, generatedRun, nothingKept, priors, unfaithful } from '../fixtures/generations.ts';
import { handlerHome, run } from '../fixtures/handlers.ts';
import { finishRun } from '../fixtures/results.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const page = async (told = documents()) => reportHtml(await generatedRun(home, told));

/** The sheet of that name, from its heading on. */
function sheetOf(html: string, name: string): string {
  const [, sheet = ''] = html.split(`<h3>${name} <small>`);
  return sheet.split('<h3>')[0] ?? '';
}

describe('the sample sheets', () => {
  test('are one for each source and for what only helped to make them, in order', async () => {
    const names = [...(await page()).matchAll(/<h3>([^<]+) <small>([^<]+)<\/small>/g)].map(([, name, counts]) => [
      name,
      counts,
    ]);
    expect(names).toEqual([
      ['DreamBooth', '2 positives, 1 dropped'],
      ['Cut-and-Paste', '1 positives'],
      ['Augmented photos', '1 anchors'],
      ['Generated negatives', '1 negatives'],
      ['Class images', '1 images'],
      ['Generated backgrounds', '1 images'],
    ]);
  });

  test('show DreamBooth images with their captions, those that train first, the others with the reason', async () => {
    const sheet = sheetOf(await page(), 'DreamBooth');
    const captions = [...sheet.matchAll(/<figure class="([a-z]*)"[^>]*><img[^>]*><figcaption>(.*?)<\/figcaption>/g)];
    expect(captions.map(([, faded, caption]) => [faded, caption])).toEqual([
      ['', '&#60;new1&#62; mug by a window'],
      ['dropped', `<span class="down">${unfaithful}</span><br>&#60;new1&#62; mug on a pier`],
    ]);
  });

  test('show of many images so many that the page stays small', async () => {
    const told = documents();
    const [, , , one] = told.curation.images;
    if (one === undefined) throw new Error('an image');
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...one,
      id: `db${index}`,
      kept: index % 2 === 0,
      reason: index % 2 === 0 ? '' : unfaithful,
    }));
    const sheet = sheetOf(await page({ ...told, curation: { ...told.curation, images: many } }), 'DreamBooth');
    expect(sheet).toMatch(/^200 positives, 100 dropped, 42 shown/);
    expect(sheet.match(/<figure/g)).toHaveLength(42);
    expect(sheet.match(/<figure class="dropped"/g)).toHaveLength(14);
  });

  test('leave the place of an image that is gone empty', async () => {
    const input = await generatedRun(home);
    await home.ports.objects.delete(`${modelPrefix(run, generate)}images/db0001.jpg`);
    await home.ports.objects.delete(`${modelPrefix(priors.place, priors.digest)}images/bg0000.jpg`);
    const html = await reportHtml(input);
    expect(sheetOf(html, 'DreamBooth').match(/<img/g)).toHaveLength(1);
    expect(sheetOf(html, 'Generated backgrounds')).not.toContain('<img');
  });
});

describe('the table of sources', () => {
  const rowsOf = (html: string): string[] => {
    const [table = ''] = /<table class="sources">.*?<\/table>/s.exec(html) ?? [];
    return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row.replace(/<[^>]+>|\s+/g, ' ').trim());
  };

  test('has images, kept, fidelity, Vendi score and coverage, and why images were dropped', async () => {
    const rows = rowsOf(await page()).map((row) => row.replace(/ +/g, ' '));
    expect(rows).toEqual([
      'source images kept fidelity of&nbsp;kept Vendi of&nbsp;kept coverage',
      `DreamBooth dropped: 1 ${unfaithful} 2 1 0.41 0.66 1.5 1.0 50 %`,
      'Cut-and-Paste 1 1 0.41 0.66 1.5 1.0 50 %',
      'Augmented photos 1 1 – – 1.5 1.0 –',
      'Generated negatives 1 1 0.02 0.66 1.5 1.0 50 %',
    ]);
  });

  test('has the effect on the verdict where it was measured', async () => {
    const told = documents();
    const effects = [
      {
        source: 'dreambooth',
        without: { averagePrecisionOneReference: 0.7 },
        difference: 0.05,
        interval: [-0.01, 0.11],
      },
    ];
    const rows = rowsOf(await page({ ...told, evaluation: Object.assign(told.evaluation, { effects }) }));
    expect(rows[0]).toMatch(/coverage {2}effect$/);
    expect(rows[1]).toMatch(/50 % +\+0\.050 +-0\.010 to \+0\.110$/);
    expect(rows[2]).toMatch(/–$/);
  });
});

describe('the page says', () => {
  test('the generator, captions, safety checker, how judged photos were kept apart, and the costs', async () => {
    const html = await page();
    expect(html).toContain('<dt>captions</dt><dd>made by the built-in grammar</dd>');
    expect(html).toContain('<dt>safety checker</dt><dd>none: the generator has none</dd>');
    expect(html).toContain('<dt>judged photos</dt><dd>the generator never saw a held-out photo</dd>');
    expect(html).toContain('1 class images, 1 negatives, 1 backgrounds, reused</td><td>9.5 s</td>');
    expect(html).toContain('<td>120 steps</td><td>8.0 s</td><td>1.02 s a step, 3.9 images/s</td>');
    expect(html).toContain('<td>2 images</td><td>2.5 s</td><td>0.80 images/s</td>');
  });

  test("why the language model's captions were not used", async () => {
    const told = documents();
    Object.assign(told.plan.generator.captions, { fallback: 'it named <b>no</b> place' });
    expect(await page(told)).toContain('were not used: it named &#60;b&#62;no&#60;/b&#62; place</dd>');
  });

  test('that folds trained without what the generator made', async () => {
    const told = documents();
    told.evaluation.generator = 'left out of the folds';
    expect(await page(told)).toContain('the cross-validated adapters trained without its images');
  });

  test('what fell short, before the metrics', async () => {
    const told = documents();
    const curation = {
      ...told.curation,
      sources: { ...told.curation.sources, dreambooth: nothingKept() },
      shortfalls: [{ source: 'dreambooth', reason: `none of its 2 images trains, ${unfaithful}` }],
    };
    const html = await page({ ...told, curation });
    const said = html.indexOf('No DreamBooth image was faithful enough: the adapter trained on Cut-and-Paste alone.');
    expect(said).toBeGreaterThan(0);
    expect(said).toBeLessThan(html.indexOf('Base against personalized'));
  });

  test('nothing of all that for a run without a generator', async () => {
    const html = await reportHtml(await finishRun(home));
    for (const text of ['fell short', 'What each source is worth', 'How the images were made', 'Samples of each']) {
      expect(html).not.toContain(text);
    }
  });
});

test('the page asks for nothing', async () => {
  const html = await page();
  expect(html).not.toMatch(/<script|<link|<iframe|url\(|@import|\s(href|srcset|on\w+)="/i);
  const sources = [...html.matchAll(/\ssrc="([^"]*)"/g)].map(([, source = '']) => source);
  expect(sources.filter((source) => !source.startsWith('data:image/jpeg;base64,'))).toEqual([]);
});

describe('the picture of sources', () => {
  const score = fc.double({ min: -30, max: 30, noNaN: true });
  const source = fc
    .record({
      source: fc.constantFrom('dreambooth', 'cut-and-paste', 'generator', 'a <b> & "c"'),
      kind: fc.constantFrom('positive', 'negative', 'anchor'),
      candidates: fc.integer({ min: 1, max: 500 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      fidelity: fc.option(score),
      keptFidelity: score,
      spread: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ share, keptFidelity, spread, ...told }): SourceResult => {
      const kept = Math.floor(share * told.candidates);
      return {
        ...told,
        kept,
        dropped: {},
        keptFidelity: kept === 0 || told.fidelity === null ? null : keptFidelity,
        vendi: 1 + spread * (told.candidates - 1),
        keptVendi: kept === 0 ? 0 : 1 + spread * (kept - 1),
        coverage: null,
        effect: null,
      };
    });
  const sources = fc.array(source, { maxLength: 7 });
  const numbers = (svg: string, attribute: string): number[] =>
    [...svg.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(([, value]) => Number(value));

  test('has every mark inside, whatever was measured', () => {
    fc.assert(
      fc.property(sources, (some) => {
        const svg = sourcesChart(some);
        for (const x of numbers(svg, 'cx')) expect({ x, inside: x >= 42 && x <= 406 }).toEqual({ x, inside: true });
        for (const y of numbers(svg, 'cy')) expect({ y, inside: y >= 26 && y <= 258 }).toEqual({ y, inside: true });
        expect(svg).not.toMatch(/NaN|Infinity|undefined|<b>/);
      }),
    );
  });

  test('has a ring for each source that was measured, and a disc where any of it trains', () => {
    fc.assert(
      fc.property(sources, (some) => {
        const svg = sourcesChart(some);
        const measured = some.filter(({ fidelity }) => fidelity !== null);
        expect(svg.match(/class="ring"/g) ?? []).toHaveLength(measured.length);
        expect(svg.match(/class="disc"/g) ?? []).toHaveLength(measured.filter(({ kept }) => kept > 0).length);
      }),
    );
  });

  test('says in words what each mark shows', async () => {
    const { generation } = (await generatedRun(home)).result;
    const told = '<title>DreamBooth: 2 images, fidelity 0.41; 1 train, fidelity 0.66</title>';
    for (const svg of [sourcesChart(generation?.sources ?? []), keptChart(generation?.sources ?? [])]) {
      expect(svg).toMatch(/^<svg [^>]*role="img"><title>/);
      expect(svg).toContain(told);
    }
  });
});
