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
    return {
      header: code === 'ConnectionFailed' ? 'There is no connection to the service' : headerOf(fault),
      detail: [detail, ...fields].join(' '),
      reference: requestId === null ? code : `${code}, request ${requestId}`,
    };
  }
  return {
    header: headerOf('service'),
    detail: error instanceof Error ? error.message : String(error),
    reference: null,
  };
}

const headerOf = (fault: 'user' | 'service'): string =>
  fault === 'user' ? "That can't be done" : 'Something went wrong on our side';
