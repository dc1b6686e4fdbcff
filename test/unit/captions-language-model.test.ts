import fc from 'fast-check';
import {
  captionCount,
  captionRequest,
  captionsWith,
  grammarCaptions,
  identifier,
} from '../../lib/domain/captions/index.ts';

const written = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `a <new1> mug on step ${at} of a stone staircase`);

const from = (lines: readonly string[]) => captionsWith({ write: async () => lines }, 'mug', 7);

/** Whether a model's answer with this one line and 99 good ones has a hundred captions. */
const takes = async (line: string, category = 'mug'): Promise<boolean> => {
  const others = written(captionCount - 1).map((caption) => caption.replace('mug', category));
  const { source } = await captionsWith({ write: async () => [...others, line] }, category, 7);
  return source === 'language-model';
};

describe('what the language model is asked', () => {
  test('names the thing as the captions must, and shows some', () => {
    const text = captionRequest('sunglasses');
    expect(text).toContain(`"${identifier} sunglasses"`);
    for (const example of grammarCaptions('sunglasses', 0).captions.slice(0, 3)) expect(text).toContain(example);
  });
});

describe("the language model's captions", () => {
  test('are the first hundred that can be used, in its order', async () => {
    expect(await from(['Here are the captions:', ...written(120)])).toEqual({
      ...grammarCaptions('mug', 7),
      source: 'language-model',
      captions: written(100),
      negatives: written(100).map((caption) => caption.replace('<new1> ', '')),
    });
  });

  test.each([
    ['numbers', (caption: string, at: number) => `${at + 1}. ${caption}`],
    ['numbers in brackets', (caption: string, at: number) => `  ${at + 1}) ${caption}`],
    ['bullets', (caption: string) => `- ${caption}`],
    ['quotation marks and full stops', (caption: string) => `“${caption}.”`],
    ['empty lines', (caption: string) => `${caption}\n`],
  ])('are read without %s', async (_, dress) => {
    const lines = written(100).map(dress).join('\n').split('\n');
    expect((await from(lines)).captions).toEqual(written(100));
  });

  test('have their articles mended without the identifier', async () => {
    const lines = written(100).map((caption) => caption.replace('mug', 'umbrella'));
    const { negatives } = await captionsWith({ write: async () => lines }, 'umbrella', 7);
    expect(negatives[3]).toBe('an umbrella on step 3 of a stone staircase');
  });

  test.each([
    'a <new1> mug on a kitchen counter',
    'A <new1> mug beside a glass of water',
    'a person holding a <new1> mug on a Sunday morning',
    'a <new1> mug under a Christmas tree, next to a T-shirt',
    'the <new1> Mug, half full, on a saucer',
    "a <new1> mug on a friend's desk",
  ])('may be: %s', async (line) => {
    expect(await takes(line)).toBe(true);
  });

  test.each([
    ['has no identifier', 'a mug on a kitchen counter'],
    ['has it twice', 'a <new1> mug beside a <new1> mug on a tray'],
    ['has it elsewhere', 'a <new1> coffee on a kitchen counter'],
    ['has more of a word after it', 'a <new1> muggy morning on a beach'],
    ['has it inside a word', 'a un<new1> mug on a kitchen counter'],
    ['has another code', 'a <new1> mug beside a <new2> plate'],
    ['has a tag', 'a <new1> mug on a beach #sunset'],
    ['has a link', 'a <new1> mug from https://example.com/mugs'],
    ['has a bare address', 'a <new1> mug from example.com on a table'],
    ['names a person', 'Grace Hopper holding a <new1> mug in a café'],
    ['names a person by one name', 'Plato holding a <new1> mug in a café'],
    ['names a place', 'a <new1> mug on a wall in Reykjavik'],
    ['is short', '<new1> mug here'],
    ['is long', `a <new1> mug ${'on a very long shelf '.repeat(5)}`],
    ['breaks the line', 'a <new1> mug on a\nkitchen counter'],
    ['breaks the line for some readers', 'a <new1> mug on a\u2028kitchen counter'],
    ['turns the direction of writing', 'a <new1> mug on a \u202eretnuoc nehctik'],
    ['has letters that nobody sees', 'a <new1> mug on a kitchen\u{e0041} counter'],
    ['has characters that mean nothing', 'a <new1> mug on a kitchen\ue000 counter'],
    ['was there', 'a <new1> mug on step 4 of a stone staircase'],
    ['was there but for capitals and points', 'A <new1> mug, on step 4 of a stone staircase.'],
  ])('may not be one that %s', async (_, line) => {
    expect(await takes(line)).toBe(false);
  });

  test('may have the capitals that the category has', async () => {
    expect(await takes('a <new1> Gizmo Pro on a kitchen counter', 'Gizmo Pro')).toBe(true);
  });
});

describe("the grammar's captions", () => {
  test('are given where there is no model, and then nothing failed', async () => {
    expect(await captionsWith(null, 'mug', 7)).toEqual(grammarCaptions('mug', 7));
    expect(await captionsWith(null, 'mug', 7, 'paper')).toEqual(grammarCaptions('mug', 7, 'paper'));
  });

  test('take the place of too few, whatever the model wrote, and of a failure, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string()), fc.anything(), async (lines, thrown) => {
        const short = await from([...lines, ...written(captionCount - 1)]);
        expect(short).toEqual({ ...grammarCaptions('mug', 7), fallback: expect.stringContaining('fewer than 100') });
        const failing = { write: () => Promise.reject(thrown) };
        const { fallback, ...failed } = await captionsWith(failing, 'mug', 7);
        expect({ ...failed, fallback: null }).toEqual(grammarCaptions('mug', 7));
        expect(fallback).toMatch(/^the language model failed: ./);
      }),
      { numRuns: 30 },
    );
  });

  test('say what most of the others lacked', async () => {
    const { fallback } = await from([...written(60), ...written(50), 'a mug', 'a mug']);
    expect(fallback).toBe(
      'the language model wrote fewer than 100 captions that can be used: of the others most were there already',
    );
  });

  test('tell the kind of a failure, never what its message tells of accounts', async () => {
    const cause = Object.assign(new Error('arn:aws:iam::123456789012:role/x may not'), { name: 'AccessDenied' });
    const failing = { write: () => Promise.reject(new Error('no captions', { cause })) };
    expect((await captionsWith(failing, 'mug', 7)).fallback).toBe('the language model failed: AccessDenied');
  });
});
