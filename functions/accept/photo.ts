import sharp, { type Metadata, type Sharp } from 'sharp';
import { sha256 } from '../../lib/domain/digest.ts';
import { InputError } from '../../lib/domain/errors.ts';
import { photoLimits } from '../../lib/domain/upload.ts';
import { type Likeness, likenessOf } from './duplicates.ts';
import { breaksOff, type Format, formatOf, isAnimatedPng, quoted, withoutTexts } from './formats.ts';

// It would keep what it opened lately, in case the same file comes again: decoders of hundreds of megabytes, a hundred of them.
sharp.cache(false);

/** A file as it was uploaded, under the name its owner knows. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One cleaned file and the digest of its bytes. */
export interface CleanFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** A photo that was accepted: upright, 8-bit sRGB, at most 2048 px a side, without metadata. */
export interface Photo {
  /** JPEG */
  readonly picture: CleanFile;
  /** 8-bit grey PNG of the picture's size, white where the thing is. */
  readonly mask: CleanFile | null;
  readonly width: number;
  readonly height: number;
  readonly likeness: Likeness;
}

/** What a file says of itself before it is decoded. */
interface Header {
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  /** EXIF, 1 to 8. */
  readonly orientation: number;
}

/** Decoded pixels, row by row. */
interface Pixels {
  readonly rgb: Uint8Array;
  readonly alpha: Uint8Array | null;
  readonly width: number;
  readonly height: number;
}

/** From this on a mask's or an alpha channel's pixel belongs to the thing. */
const inside = 128;

/**
 * Checks and cleans one photo. Equal bytes give equal bytes.
 * @param maskFile a picture of the photo's size, white where the thing is; it counts more than the photo's transparency
 * @throws InputError that names the file and says what to do
 */
export const cleanPhoto = (photoFile: SourceFile, maskFile?: SourceFile): Promise<Photo> =>
  alone(() => cleaned(photoFile, maskFile));

let last: Promise<unknown> = Promise.resolve();

/**
 * Works when all that came before is done. libvips has one place for the errors of all threads, so that of two files at
 * once either could be refused for the other's fault; and one alone may take 400 MB.
 */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}

async function cleaned(photoFile: SourceFile, maskFile?: SourceFile): Promise<Photo> {
  const file = { ...photoFile, bytes: withoutTexts(photoFile.bytes) };
  const header = await readHeader(file);
  checkSides(file.name, header);
  const { rgb, alpha, width, height } = await decode(file, header.format);
  const mask =
    maskFile === undefined
      ? maskOfAlpha(file.name, alpha)
      : await readMask(maskFile, file.name, header, { width, height });
  const picture = await rawImage(rgb, width, height, 3).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  const grey = mask && (await rawImage(mask, width, height, 1).toColourspace('b-w').png().toBuffer());
  return {
    picture: clean(picture),
    mask: grey && clean(grey),
    width,
    height,
    likeness: likenessOf(rgb, width, height),
  };
}

const clean = (bytes: Uint8Array): CleanFile => ({ bytes, sha256: sha256(bytes) });

const rawImage = (bytes: Uint8Array, width: number, height: number, channels: 1 | 3): Sharp =>
  sharp(bytes, { raw: { width, height, channels } });

/** Everything that can be refused without decoding. */
async function readHeader({ name, bytes }: SourceFile): Promise<Header> {
  const format = formatOf(name, bytes);
  if (breaksOff(format, bytes)) throw truncated(name);
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw undecodable(name, cause);
    });
  checkFrames(name, format, bytes, metadata);
  const { width, height, orientation = 1 } = metadata;
  if (width * height > photoLimits.pixels) {
    throw new InputError(
      'PhotoTooLarge',
      `${quoted(name)} has ${width} x ${height} pixels and at most ${photoLimits.pixels / 1e6} million are taken. Make it smaller.`,
    );
  }
  return { format, width, height, orientation };
}

function checkFrames(name: string, format: Format, bytes: Uint8Array, { pages = 1 }: Metadata): void {
  if (pages > 1 || (format === 'png' && isAnimatedPng(bytes))) {
    throw new InputError('PhotoAnimated', `${quoted(name)} is animated. Save one frame of it as JPEG or PNG.`);
  }
}

/** The shorter side counts as it will be once the longer one is limited. */
function checkSides(name: string, { width, height }: Header): void {
  const scale = Math.min(1, photoLimits.longestSide / Math.max(width, height));
  if (Math.min(width, height) * scale < photoLimits.shortestSide) {
    throw new InputError(
      'PhotoTooSmall',
      `${quoted(name)} has ${width} x ${height} pixels, too few to learn from: each side needs ${photoLimits.shortestSide} at least` +
        `${scale < 1 ? `, also after the longer one is made ${photoLimits.longestSide}` : ''}. Use the original photo.`,
    );
  }
}

/**
 * A JPEG with a hole in it decodes all the same, with a warning: that one counts. Others are harmless, and many cameras
 * and editors cause them.
 */
async function decode({ name, bytes }: SourceFile, format: Format): Promise<Pixels> {
  try {
    return await pixelsOf(bytes, format === 'jpeg' ? 'warning' : 'error').catch((cause: unknown) => {
      if (isHole(cause)) throw cause;
      return pixelsOf(bytes, 'error');
    });
  } catch (cause) {
    throw undecodable(name, cause);
  }
}

/** What libjpeg says when the compressed data of a picture are not whole. */
const isHole = (cause: unknown): boolean =>
  /premature end|bad Huffman code|bad arithmetic code|instead of RST/i.test(textOf(cause));

async function pixelsOf(bytes: Uint8Array, failOn: 'warning' | 'error'): Promise<Pixels> {
  const { longestSide: side, pixels } = photoLimits;
  const { data, info } = await sharp(bytes, { failOn, limitInputPixels: pixels })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return {
    ...(info.channels === 4 ? onWhite(data) : { rgb: data, alpha: null }),
    width: info.width,
    height: info.height,
  };
}

/** Puts what is transparent on white. */
function onWhite(rgba: Uint8Array): Pick<Pixels, 'rgb' | 'alpha'> {
  const alpha = new Uint8Array(rgba.length / 4);
  const rgb = new Uint8Array(alpha.length * 3);
  for (let i = 0; i < alpha.length; i += 1) {
    const share = rgba[i * 4 + 3] ?? 255;
    alpha[i] = share;
    for (let c = 0; c < 3; c += 1)
      rgb[i * 3 + c] = Math.round(((rgba[i * 4 + c] ?? 0) * share + 255 * (255 - share)) / 255);
  }
  return { rgb, alpha };
}

/** The mask that a photo's transparency draws; null where it is opaque throughout. */
function maskOfAlpha(name: string, alpha: Uint8Array | null): Uint8Array | null {
  if (alpha === null || alpha.every((value) => value >= inside)) return null;
  if (alpha.some((value) => value >= inside)) return alpha;
  throw new InputError(
    'MaskMismatch',
    `${quoted(name)} is transparent throughout, so it shows nothing. Use the photo itself.`,
  );
}

/** A mask drawn over the upright photo, or over the photo before it was turned upright; brought to the clean photo's size. */
async function readMask(
  maskFile: SourceFile,
  photo: string,
  drawnOver: Header,
  size: { width: number; height: number },
): Promise<Uint8Array> {
  const file = { ...maskFile, bytes: withoutTexts(maskFile.bytes) };
  const { width, height, orientation } = await readHeader(file);
  const [across, down] = orientation > 4 ? [height, width] : [width, height];
  const upright = drawnOver.orientation > 4 ? [drawnOver.height, drawnOver.width] : [drawnOver.width, drawnOver.height];
  const fitsUpright = across === upright[0] && down === upright[1];
  if (!fitsUpright && (across !== drawnOver.width || down !== drawnOver.height)) {
    throw new InputError(
      'MaskMismatch',
      `The mask ${quoted(file.name)} has ${across} x ${down} pixels and its photo ${quoted(photo)} ${upright.join(' x ')}. ` +
        'Draw the mask over the photo at full size.',
    );
  }
  const grey = await greyOf(file);
  const turned = fitsUpright ? grey : turn(await flat(grey), drawnOver.orientation);
  const mask = await (await flat(turned))
    .resize({ ...size, fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  if (mask.some((value) => value >= inside)) return mask;
  throw new InputError(
    'MaskMismatch',
    `The mask ${quoted(file.name)} is empty: nothing in it is white (128 to 255). Paint the thing white.`,
  );
}

/** The brightness of a mask, or its transparency where it has some. */
async function greyOf({ name, bytes }: SourceFile): Promise<Sharp> {
  const open = (): Sharp => sharp(bytes, { failOn: 'error', limitInputPixels: photoLimits.pixels }).autoOrient();
  try {
    const { isOpaque } = await open().stats();
    const grey = isOpaque ? open().removeAlpha().toColourspace('b-w') : open().extractChannel('alpha');
    return await flat(grey);
  } catch (cause) {
    throw undecodable(name, cause);
  }
}

/** Runs what was asked for so far, so that the next steps come after it and not in sharp's own order. */
async function flat(image: Sharp): Promise<Sharp> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return sharp(data, {
    raw: { width: info.width, height: info.height, channels: info.channels },
    limitInputPixels: false,
  });
}

/** What makes a picture of an EXIF orientation upright; sharp mirrors before it rotates. */
function turn(image: Sharp, orientation: number): Sharp {
  if (orientation === 2) return image.flop();
  if (orientation === 3) return image.rotate(180);
  if (orientation === 4) return image.flip();
  if (orientation === 5) return image.flop().rotate(270);
  if (orientation === 6) return image.rotate(90);
  if (orientation === 7) return image.flop().rotate(90);
  if (orientation === 8) return image.rotate(270);
  return image;
}

const truncated = (name: string, cause?: unknown): InputError =>
  new InputError(
    'PhotoTruncated',
    `${quoted(name)} breaks off before its end. Copy it from the camera or phone again.`,
    { cause },
  );

/** libvips says what went wrong in a text of its own. */
const textOf = (cause: unknown): string => String((cause as { message?: unknown } | null)?.message);

function undecodable(name: string, cause: unknown): InputError {
  if (/premature end of JPEG/i.test(textOf(cause))) return truncated(name, cause);
  return new InputError(
    'PhotoUnreadable',
    `${quoted(name)} is damaged and can't be decoded. Copy or export it again.`,
    { cause },
  );
}
