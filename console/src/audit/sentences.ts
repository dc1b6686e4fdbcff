import type { components } from '@likeness/client';

export type Entry = components['schemas']['AuditEntry'];

/** A piece of a sentence; one with an address leads to what it names. */
export type Part = string | { readonly text: string; readonly href: string };

interface Facts {
  /** What stood for a parameter of the operation's path. */
  target(name: string): string;
  /** The id of what was made. */
  readonly made: string;
}

const subject = (id: string): Part => ({ text: id, href: `/subjects/${id}` });
const run = (text: string, id: string): Part => ({ text, href: `/runs/${id}` });
const webhook = (text: string, id: string): Part => ({ text, href: `/webhooks/${id}` });

/** What somebody did, by the operation that they did it with; their name goes before it. */
const sentences: Readonly<Record<string, (facts: Facts) => readonly Part[]>> = {
  'POST /v1/subjects': ({ made }) => ['made the subject ', subject(made)],
  'DELETE /v1/subjects/{subject}': ({ target, made }) => [
    'deleted the subject ',
    subject(target('subject')),
    ', of which there is ',
    { text: 'a receipt', href: `/deletions/${made}` },
  ],
  'POST /v1/subjects/{subject}/photos': ({ target }) => ['began to send photos of ', subject(target('subject'))],
  'POST /v1/subjects/{subject}/runs': ({ target, made }) => [
    'started ',
    run('a run', made),
    ' of ',
    subject(target('subject')),
  ],
  'POST /v1/runs/{run}/cancel': ({ target }) => ['cancelled ', run('a run', target('run'))],
  'POST /v1/runs/{run}/retry': ({ target, made }) => [
    'tried ',
    run('a run', target('run')),
    ' again as ',
    run('another', made),
  ],
  'POST /v1/subjects/{subject}/promote': ({ target }) => [
    'promoted an adapter to the endpoint of ',
    subject(target('subject')),
  ],
  'POST /v1/subjects/{subject}/rollback': ({ target }) => [
    'rolled the endpoint of ',
    subject(target('subject')),
    ' back',
  ],
  'POST /v1/gallery': () => ['put a photo into ', { text: 'the gallery', href: '/gallery' }],
  'DELETE /v1/gallery/{photo}': () => ['took a photo out of ', { text: 'the gallery', href: '/gallery' }],
  'PUT /v1/retention': () => ['changed ', { text: 'how long what runs leave is kept', href: '/retention' }],
  'PATCH /v1/quotas': () => ['changed ', { text: 'the quotas', href: '/usage?tab=quotas' }],
  'POST /v1/webhooks': ({ made }) => ['made ', webhook('a webhook', made)],
  'PATCH /v1/webhooks/{webhook}': ({ target }) => ['changed ', webhook('a webhook', target('webhook'))],
  'DELETE /v1/webhooks/{webhook}': () => ['deleted a webhook'],
  'POST /v1/webhooks/{webhook}/rotate': ({ target }) => [
    'gave ',
    webhook('a webhook', target('webhook')),
    ' another secret',
  ],
  'POST /v1/webhooks/{webhook}/test': ({ target }) => ['sent a ping to ', webhook('a webhook', target('webhook'))],
  'POST /v1/webhooks/{webhook}/deliveries/{delivery}/redeliver': ({ target }) => [
    'sent a delivery of ',
    webhook('a webhook', target('webhook')),
    ' once more',
  ],
  'POST /v1/members': ({ made }) => [`invited ${made} to `, { text: 'the members', href: '/members' }],
  'PATCH /v1/members/{member}': ({ target }) => [`gave ${target('member')} another role`],
  'DELETE /v1/members/{member}': ({ target }) => [`removed ${target('member')} from the members`],
  'POST /v1/clients': ({ made }) => [`made ${made}, one of `, { text: 'the machine clients', href: '/clients' }],
  'DELETE /v1/clients/{client}': () => ['deleted a machine client'],
};

const lastPart = (address: string): string => decodeURIComponent(address.slice(address.lastIndexOf('/') + 1));

/** The sentence of an entry; an operation that is newer than this console is told by its own name. */
export function sentenceOf({ operation, targets, made }: Entry): readonly Part[] {
  const sentence = sentences[operation];
  if (sentence === undefined) return [`did ${operation}`];
  return sentence({ target: (name) => targets[name] ?? '', made: made === null ? '' : lastPart(made) });
}

/** The ids that an entry is about, each under a word on what it is of. */
export function idsOf({ targets, made }: Entry): readonly { readonly of: string; readonly id: string }[] {
  const about = Object.entries(targets).map(([of, id]) => ({ of, id }));
  if (made === null) return about;
  const [, folder = ''] = /^\/v1\/([a-z]+)s\//.exec(made) ?? [];
  return [...about, { of: about.length === 0 ? folder : `made ${folder}`, id: lastPart(made) }];
}
