/** A file's name as that of a JPEG. */
export const asJpeg = (name: string): string => `${name.replace(/\.[^.]*$/, '') || 'photo'}.jpg`;

const ascii = (head: Uint8Array): string => String.fromCharCode(...head);

/** What is said of a file that the browser can't read, by its first twelve bytes. */
export function unreadable(head: Uint8Array): string {
  const text = ascii(head);
  if (/^....ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1)/s.test(text)) {
    return "This is a HEIC photo, as iPhones take them, and this browser can't read those. Export it as JPEG and take that.";
  }
  if (text.startsWith('%PDF')) return 'This is a PDF and no photo. Export the page as JPEG and take that.';
  if (/^....ftyp/s.test(text))
    return "This is a video, or a photo of a kind that this browser can't read. Take a JPEG of it.";
  return 'This is no photo that the browser can read, whatever its name says. Take a JPEG, PNG or WebP.';
}
