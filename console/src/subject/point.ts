import type { Likeness, Subject } from '@likeness/client';
import { answerTo } from '../asking/answer.ts';

/** What an endpoint is to answer by: an adapter of the subject, or what it answered by before. */
export type Target = { readonly adapter: string } | 'previous';

/** Whether the endpoint answered by something else before. */
export const canRollBack = ({ endpoint: { adapter, previous } }: Subject): boolean => previous.adapter !== adapter;

/** The endpoint was pointed elsewhere since somebody was asked: what they agreed to is not what would happen. */
export class PointedMeanwhile extends Error {
  readonly subject: Subject;

  /** @param subject as it is by now */
  constructor(subject: Subject) {
    super('The endpoint was pointed elsewhere meanwhile. Read again what will happen, and decide anew.');
    this.subject = subject;
  }
}

/**
 * Has the subject's endpoint answer by something else.
 * @param subject as whoever agreed to it saw it
 * @returns what it answers by now, in a sentence
 * @throws PointedMeanwhile
 */
export async function point(likeness: Likeness, subject: Subject, target: Target): Promise<string> {
  const now = await likeness.subjects.get(subject.id);
  if (now.endpoint.version !== subject.endpoint.version) throw new PointedMeanwhile(now);
  const params = { path: { subject: subject.id } };
  const pointed =
    target === 'previous'
      ? await answerTo(likeness.http.POST('/v1/subjects/{subject}/rollback', { params }))
      : await answerTo(likeness.http.POST('/v1/subjects/{subject}/promote', { params, body: target }));
  const again = target === 'previous' ? ' again' : '';
  return `The endpoint of ${subject.id} answers by ${pointed.endpoint.adapter ?? 'the base'}${again}.`;
}
