import fc from 'fast-check';
import { readForm } from '../../lib/local/gateway/posted-form.ts';
import { Refusal } from '../../lib/local/gateway/refusals.ts';
import { end, filePart, multipartType, part } from '../fixtures/multipart.ts';

/** What is read of a body that comes in chunks of these sizes, over and over; the refusal where it is one. */
async function read(body: Buffer, sizes: readonly number[]): Promise<{ fields: object; file: Buffer } | Refusal> {
  async function* chunks() {
    for (let start = 0, turn = 0; start < body.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      yield body.subarray(start, start + size);
      start += size;
    }
  }
  try {
    const { fields, file } = await readForm(multipartType, chunks());
    const pieces: Uint8Array[] = [];
    for await (const piece of file) pieces.push(piece);
    return { fields: Object.fromEntries(fields), file: Buffer.concat(pieces) };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const content = fc
  .array(fc.constantFrom('\r', '\n', '-', '--', '\r\n--a-boundar', 'a-boundary', 'x', 'é', '\0'), { maxLength: 12 })
  .map((parts) => parts.join(''));
const noBoundary = content.filter((text) => !`\r\n${text}\r\n`.includes('\r\n--a-boundary'));
const value = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => !/\p{Surrogate}/u.test(text) && !text.includes('--a-boundary'));
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
const form = fc.record({ key: value, policy: value, file: noBoundary });
type Form = { readonly key: string; readonly policy: string; readonly file: string };
const bodyOf = ({ key, policy, file }: Form): Buffer =>
  Buffer.from(`${part('key', key)}${part('Policy', policy)}${filePart(file)}${end}`);

test('any form is read alike in whatever chunks it comes', async () => {
  const law = fc.asyncProperty(form, sizes, async (given, cuts) => {
    const { key, policy, file } = given;
    expect(await read(bodyOf(given), cuts)).toEqual({ fields: { key, policy }, file: Buffer.from(file) });
  });
  await fc.assert(law, { numRuns: 500 });
});

test('a part that is no field of a form has no effect', async () => {
  const stray = part('', 'x', 'attachment; name="key"');
  const body = Buffer.from(`${stray}${part('key', 'a')}${stray}${filePart('photo')}${stray}${end}`);
  expect(await read(body, [7])).toEqual({ fields: { key: 'a' }, file: Buffer.from('photo') });
});

test('any form that ends early is refused', async () => {
  const law = fc.asyncProperty(form, sizes, fc.nat(), async (given, cuts, left) => {
    const body = bodyOf(given);
    // Of the last line, the break is not needed.
    const cut = body.subarray(0, left % (body.length - 2));
    expect(await read(cut, cuts)).toBeInstanceOf(Refusal);
  });
  await fc.assert(law, { numRuns: 500 });
});

test('any body of pieces of forms is read to its end or refused, and never waited for', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '--a-boundary',
      '--a-boundary\r\n',
      '--a-boundary--',
      '\r\n--a-boundary--\r\n',
      ':',
      '\r\n\r\n',
      '-',
      '"',
      ';',
    ),
    fc.constantFrom(
      'Content-Disposition: form-data; name="key"',
      'Content-Disposition: form-data; name="file"; filename="a"',
    ),
    fc.constantFrom(
      'Content-Disposition: ',
      'Content-Type: text/plain; charset=utf-16le',
      'form-data',
      "filename*=utf-8''%e2%82",
      '\n',
      '\0',
    ),
    value,
  );
  const law = fc.asyncProperty(fc.array(piece, { maxLength: 30 }), sizes, async (pieces, cuts) => {
    const found = await read(Buffer.from(pieces.join('')), cuts);
    if (!(found instanceof Refusal)) expect(found.file.length).toBeGreaterThanOrEqual(0);
  });
  await fc.assert(law, { numRuns: 3000 });
});
