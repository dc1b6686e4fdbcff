import type { ImageType } from '@likeness/client';

/** How many of a file's first bytes say what it is. */
export const telling = 12;

/** What is said of a photo of a good type that can't be read. */
export const damaged = 'It is damaged and can not be shown. Copy or export it again.';

/** What a file is: a type that is taken, or why it is not, as the end of a sentence that begins with "It is". */
type PhotoType = { readonly type: ImageType } | { readonly refusal: string };

/** Of files that begin as ISO media do: the brand says which. */
const brands: readonly (readonly [RegExp, string])[] = [
  [
    /^(he[iv][cxms]|mif1|msf1|heif)/,
    'It is a HEIC, which is not taken. Export it as JPEG; an iPhone does so by itself once Settings > Camera > Formats says Most Compatible.',
  ],
  [/^avi[fs]/, 'It is an AVIF. Save it as JPEG, PNG or WebP.'],
  [/./s, 'It is a video. Take single photos of the thing, or save frames of it as JPEG.'],
];

/** By the first bytes; the file's name has no say. */
export function photoTypeOf(head: Uint8Array): PhotoType {
  const text = String.fromCharCode(...head.subarray(0, telling));
  if (text === '') return { refusal: 'It is empty. Copy it from the camera or phone again.' };
  if (text.startsWith('\xff\xd8\xff')) return { type: 'image/jpeg' };
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { type: 'image/png' };
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return { type: 'image/webp' };
  if (text.slice(4, 8) === 'ftyp') {
    const refusal = brands.find(([brand]) => brand.test(text.slice(8)))?.[1];
    if (refusal !== undefined) return { refusal };
  }
  if (text.startsWith('GIF8')) return { refusal: 'It is a GIF. Save one frame of it as JPEG or PNG.' };
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return { refusal: 'It is a TIFF or a raw camera file. Export it as JPEG.' };
  if (text.startsWith('%PDF')) return { refusal: 'It is a PDF. Save the photo in it as JPEG.' };
  return { refusal: 'It is no picture: a JPEG, PNG or WebP file is.' };
}

/** What is said of a file that the browser can't read, by its first bytes. */
export function unreadable(head: Uint8Array): string {
  const type = photoTypeOf(head);
  return 'refusal' in type ? type.refusal : damaged;
}

/** A file's name as that of a JPEG. */
export const asJpeg = (name: string): string => `${name.replace(/\.[^.]*$/, '') || 'photo'}.jpg`;
