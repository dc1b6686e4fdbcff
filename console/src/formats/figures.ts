/** A number with the sign that is as wide as a plus. */
export const plain = (value: number | string): string => String(value).replace('-', '−');

/** A cosine, or another figure of about that size. */
export const figure = (value: number): string => plain(value.toFixed(3));

export const signed = (value: number): string => (value < 0 ? figure(value) : `+${figure(value)}`);

/** Something in words, or a dash where it is not known. */
export const orDash = <T>(value: T | null, text: (value: T) => string): string => (value === null ? '–' : text(value));
