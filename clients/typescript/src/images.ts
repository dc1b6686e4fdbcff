import { LikenessApiError } from './error.ts';
import type { components } from './schema.ts';

type AnnouncedFile = components['schemas']['AnnouncedFile'];
export type ImageType = AnnouncedFile['type'];
export type PhotoRole = NonNullable<AnnouncedFile['role']>;

/** A photo on its way to a subject. */
export interface Photo {
  readonly name: string;
  readonly type: ImageType;
  readonly bytes: number;
  readonly body: Blob;
  /** `reference` unless given. */
  readonly role?: PhotoRole;
  /** PNG of the photo's size, white where the thing is. */
  readonly mask?: Blob;
}

/** An image to ask about: a photo, its bytes, or a `data:` URI. */
export type Image = Photo | Blob | Uint8Array<ArrayBuffer> | string;

/** How many of a file's first bytes say what it is. */
export const telling = 12;

/** What the first bytes of a file say that it is. */
export function imageTypeOf(head: Uint8Array): ImageType | undefined {
  const text = String.fromCharCode(...head.subarray(0, telling));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  return text.startsWith('RIFF') && text.endsWith('WEBP') ? 'image/webp' : undefined;
}

/**
 * What the file is, by its first bytes and not by its name.
 * @throws LikenessApiError `PhotoNotAnImage`
 */
export async function requireImageType(body: Blob, name: string): Promise<ImageType> {
  const type = imageTypeOf(new Uint8Array(await body.slice(0, telling).arrayBuffer()));
  if (type !== undefined) return type;
  const detail = `${name} is no JPEG, PNG or WebP, whatever its name says. Save it as one of them.`;
  throw new LikenessApiError({ code: 'PhotoNotAnImage', status: null, fault: 'user', detail });
}

function blobOf(image: Exclude<Image, string>): Blob {
  if ('body' in image) return image.body;
  return ArrayBuffer.isView(image) ? new Blob([image]) : image;
}

/** As it is sent in JSON. */
export async function dataUriOf(image: Image): Promise<string> {
  if (typeof image === 'string') return image;
  const blob = blobOf(image);
  const type = await requireImageType(blob, 'name' in image && image.name ? String(image.name) : 'The image');
  return `data:${type};base64,${base64Of(new Uint8Array(await blob.arrayBuffer()))}`;
}

/** How long its `data:` URI is, without making it. */
export function dataUriLength(image: Image): number {
  if (typeof image === 'string') return image.length;
  return 'data:image/jpeg;base64,'.length + 4 * Math.ceil(blobOf(image).size / 3);
}

/** So many bytes at a time: a function does not take any number of arguments. */
const stretch = 0x8000;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += stretch) {
    text += String.fromCharCode(...bytes.subarray(at, at + stretch));
  }
  return btoa(text);
}
