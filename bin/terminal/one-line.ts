/** A message as one line, whatever the files that it names are called. */
export const oneLine = (text: string): string => text.replace(/[\p{Control}\u2028\u2029]+/gu, ' ');
