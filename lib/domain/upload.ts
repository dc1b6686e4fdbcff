import { z } from 'zod';
import { changesSchema } from './changes.ts';
import { digestOf, type Json } from './digest.ts';
import { InputError } from './errors.ts';
import { NAME } from './keys.ts';
import { defaultPromotion } from './promotion.ts';

/**
 * Reference photos train, held-out photos judge. Look-alikes and others are real photos of other things: look-alikes train
 * as hard negatives and never judge, others judge and never train. The order is that in which photos are taken.
 */
export const photoRoles = ['reference', 'held-out', 'look-alike', 'other'] as const;
const role = z.enum(photoRoles);
export type PhotoRole = z.infer<typeof role>;

/** What is taken. Lengths are in pixels. */
export const photoLimits = {
  /** Different reference photos, where held-out photos judge what is learnt from them. */
  fewest: 1,
  /** Where none do: of two, each can at least be told from the other. */
  fewestUnjudged: 2,
  most: { reference: 200, 'held-out': 200, 'look-alike': 200, other: 1000 } satisfies Record<PhotoRole, number>,
  bytes: 100_000_000,
  pixels: 50_000_000,
  shortestSide: 64,
  /** Larger photos are made smaller. */
  longestSide: 2048,
} as const;

const name = z.string().regex(NAME);
const photoKey = z.string().regex(/^(reference|held-out|look-alike|other)\/\d{2,4}\.[a-z0-9]{1,8}$/);

/** The key of a photo's mask, beside it: `reference/00.mask.png` for `reference/00.jpg`. */
export const maskKey = (key: string): string => `${withoutExtension(key)}.mask.png`;

const withoutExtension = (key: string): string => key.replace(/\.[^./]*$/, '');

const file = z
  .strictObject({
    /** Relative to the upload's prefix: `reference/00.jpg`. */
    key: photoKey,
    /** As the user named the file. */
    name: z.string().min(1).max(1024),
    role,
    mask: z.string().optional(),
  })
  .refine(({ key, role: of }) => key.startsWith(`${of}/`), 'a key starts with the role')
  .refine(({ key, mask }) => mask === undefined || mask === maskKey(key), "a mask's key is the photo's with .mask.png");

const unrepeated = (files: readonly { readonly key: string }[]): boolean =>
  new Set(files.map(({ key }) => withoutExtension(key))).size === files.length;

/** `upload.json`, written last: what was uploaded and what is asked for. */
export const uploadSchema = z.strictObject({
  version: z.literal(1),
  tenant: name,
  subject: name,
  /** Digest of everything below but the run. */
  upload: z.string().regex(/^[0-9a-f]{32}$/),
  run: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  category: z.string(),
  preset: z.string(),
  /** Fields of the preset that the run has other values in. */
  changes: changesSchema.optional(),
  /** When the adapter is to serve; the plan refuses what is no policy. */
  promote: z.string().default(defaultPromotion),
  /** The operator's photos of other things that judge where the upload has few; the home's own unless named. */
  distractors: name.optional(),
  /** Whether the reference photos may train the tenant's other subjects as look-alikes; not unless it says so. */
  lend: z.boolean().optional(),
  /** As far as every job takes it: the largest would else be refused after the first jobs were paid for. */
  seed: z
    .int()
    .nonnegative()
    .max(2 ** 31 - 1),
  files: z.array(file).refine(unrepeated, 'no two files have one key'),
});
export type Upload = z.infer<typeof uploadSchema>;
export type UploadedFile = Upload['files'][number];

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** `accepted.json`: the photos as every later stage sees them. */
export const acceptedSchema = z.strictObject({
  version: z.literal(1),
  category: z.string(),
  photos: z.array(
    z.strictObject({
      /** `reference/00`, numbered without gaps within a role. */
      id: z.string(),
      role,
      /** As the user named the file, or the operator. */
      name: z.string(),
      /** `bank` for a photo of the operator's, `tenant` for one that another subject lends; absent for the user's own. */
      origin: z.enum(['bank', 'tenant']).optional(),
      /** JPEG, upright, 8-bit sRGB, no metadata. */
      uri: z.string(),
      /** 8-bit grey PNG of the same size, white where the thing is; null where none was given. */
      maskUri: z.string().nullable(),
      sha256: digest,
      maskSha256: digest.nullable(),
      width: z.int(),
      height: z.int(),
    }),
  ),
  /** Digest of the operator's distractors, where some of them are among the photos. */
  bank: digest.optional(),
  /** Photos that were left out, and why. */
  dropped: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
});
export type Accepted = z.infer<typeof acceptedSchema>;
export type AcceptedPhoto = Accepted['photos'][number];

/** Whose the photos of other things are. */
export interface Distractors {
  readonly user: number;
  readonly bank: number;
  /** Digest of the operator's distractors; null where none of them judge. */
  readonly bankDigest: string | null;
}

export function distractorsOf({ photos, bank }: Pick<Accepted, 'photos' | 'bank'>): Distractors {
  const others = photos.filter(({ role: of }) => of === 'other');
  const ofBank = others.filter(({ origin }) => origin === 'bank').length;
  return { user: others.length - ofBank, bank: ofBank, bankDigest: bank ?? null };
}

/** Equal for equal photos and category, wherever they lie and whatever their files were called. */
export function acceptedDigest({ version, category, photos }: Accepted): string {
  const content: Json = photos.map(({ name: _name, uri: _uri, maskUri: _maskUri, ...rest }) => rest);
  return digestOf({ version, category, photos: content });
}

/** In characters and words. */
const longestCategory = { characters: 60, words: 4 } as const;

/** Letters and digits of any script, with hyphens and apostrophes inside: t-shirt, rubik's, 3D. */
const categoryWord = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*$/u;

/**
 * The category as every stage uses it: trimmed, one space between words. Generators and language models are told it,
 * so it is words and nothing else.
 * @throws InputError `CategoryMissing`, or `OptionInvalid` for text that no category is
 */
export function categoryOf(text: string): string {
  const category = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (category === '') {
    throw new InputError('CategoryMissing', 'Say what the photos show in a word or two, for example: --category mug.');
  }
  if (!isCategory(category)) {
    throw new InputError(
      'OptionInvalid',
      `A category is a word or two in letters (at most ${longestCategory.words} words and ${longestCategory.characters} characters), for example "mug" or "running shoe". Change it.`,
    );
  }
  return category;
}

function isCategory(text: string): boolean {
  const words = text.split(' ');
  const isShort = [...text].length <= longestCategory.characters && words.length <= longestCategory.words;
  return isShort && /\p{L}/u.test(text) && words.every((word) => categoryWord.test(word));
}

/**
 * Refuses more photos in one role than are taken.
 * @throws InputError `TooManyPhotos`
 */
export function checkCount(of: PhotoRole, count: number): void {
  const most = photoLimits.most[of];
  if (count <= most) return;
  throw new InputError('TooManyPhotos', `There are ${count} ${of} photos and at most ${most} are taken. Give fewer.`);
}
