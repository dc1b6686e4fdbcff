import { InputError } from '../lib/domain/errors.ts';

/** Of a subject that there is not, or that is being deleted: nobody is told which. */
export const subjectUnknown = (subject: string): InputError =>
  new InputError('SubjectUnknown', `There is no subject ${subject}. GET /v1/subjects lists those that there are.`);
