import { LikenessApiError } from '@likeness/client';

/** A failure as it is told to a person. */
export interface Told {
  readonly header: string;
  readonly detail: string;
  /** Code and request, which help whoever is asked for help. */
  readonly reference: string | null;
}

export function toldOf(error: unknown): Told {
  if (error instanceof LikenessApiError) {
    const { code, detail, requestId, fault, errors } = error;
    const fields = errors.map(({ field, message }) => `${field}: ${message}`);
    const isCutOff = code === 'ConnectionFailed';
    return {
      header: isCutOff ? 'There is no connection to the service' : headerOf(fault),
      // Whoever looks at a page knows no address that might be wrong.
      detail: isCutOff ? 'No answer came. Look whether you are online, and try again.' : [detail, ...fields].join(' '),
      reference: requestId === null ? code : `${code}, request ${requestId}`,
    };
  }
  // However the browser says it: a file of the console did not come.
  if (error instanceof TypeError && /module/i.test(error.message)) {
    return {
      header: 'A part of the console did not come',
      detail: 'The connection broke, or a newer version took its place. Loading the page anew helps with both.',
      reference: null,
    };
  }
  return {
    header: headerOf('service'),
    detail: error instanceof Error ? error.message : String(error),
    reference: null,
  };
}

/** The same in a line: what to do, and what to say whoever is asked for help. */
export function lineOf(error: unknown): string {
  const { detail, reference } = toldOf(error);
  return reference === null ? detail : `${detail} (${reference})`;
}

const headerOf = (fault: 'user' | 'service'): string =>
  fault === 'user' ? "That can't be done" : 'Something went wrong on our side';
