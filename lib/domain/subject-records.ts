import type { Json } from './digest.ts';

/** A record, as far as its key within the tenant and its members matter. */
interface TenantRecord {
  readonly sk: string;
  readonly [member: string]: Json | undefined;
}

/** What records may be about. */
export interface RecordSubjects {
  /** Null where it is runs alone. */
  readonly subject: string | null;
  /** ULIDs. */
  readonly runs: ReadonlySet<string>;
}

const ulids = /[0-9A-HJKMNP-TV-Z]{26}/g;

/**
 * Whether a record of the tenant is about the subject or one of the runs, by its key or by what it tells of them: an answer
 * that is kept for who asks again, an event on its way to a webhook. The subject's own record and receipts are not.
 */
export function isAbout(item: TenantRecord, { subject, runs }: RecordSubjects): boolean {
  const [kind, first = '', second = '', third = ''] = item.sk.split('#');
  switch (kind) {
    case 'ENDPOINT':
    case 'ADAPTER':
    case 'JOB':
    case 'POINTED':
    case 'UPLOAD':
      return first === subject;
    case 'OF':
      return first === subject || (second === 'RUN' && runs.has(third));
    case 'RUN':
      return runs.has(first) || (subject !== null && item.subject === subject);
    case 'STAGE':
      return runs.has(first);
    case 'IDEM':
      return isRoute(first, subject, runs) || isAnswer(item.value, subject, runs);
    case 'DELIVERY':
      return isEvent(item.event, subject, runs);
    default:
      return false;
  }
}

/** `POST /v1/subjects/{subject}/...`, `POST /v1/runs/{run}/...` */
function isRoute(route: string, subject: string | null, runs: ReadonlySet<string>): boolean {
  const [, , of, name = ''] = route.split('/');
  return (of === 'subjects' && name === subject) || (of === 'runs' && runs.has(name));
}

/** The text of an answer that was given. */
function isAnswer(answer: Json | undefined, subject: string | null, runs: ReadonlySet<string>): boolean {
  if (typeof answer !== 'string') return false;
  if (subject !== null && answer.includes(`"/v1/subjects/${subject}"`)) return true;
  return (answer.match(ulids) ?? []).some((id) => runs.has(id));
}

function isEvent(event: Json | undefined, subject: string | null, runs: ReadonlySet<string>): boolean {
  const { data } = membersOf(event);
  const { run, subject: of } = membersOf(data);
  return (typeof run === 'string' && runs.has(run)) || (subject !== null && of === subject);
}

const membersOf = (value: Json | undefined): { readonly [member: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
