import { type ComponentType, lazy } from 'react';
import { match } from './match.ts';

export type Parameters = Readonly<Record<string, string>>;

interface Route {
  readonly pattern: string;
  /** Loaded when it is first gone to. */
  readonly View: ComponentType<{ parameters: Parameters }>;
  /** Whether it is for the tenant's admins alone. */
  readonly admin?: true;
}

const runs = lazy(async () => ({ default: (await import('../runs/runs-page.tsx')).RunsPage }));
const run = lazy(async () => ({ default: (await import('../run/run-page.tsx')).RunPage }));
const compare = lazy(async () => ({ default: (await import('../compare/compare-page.tsx')).ComparePage }));
const subjects = lazy(async () => ({ default: (await import('../subjects/subjects-page.tsx')).SubjectsPage }));
const newSubject = lazy(async () => ({ default: (await import('../new-run/new-subject-page.tsx')).NewSubjectPage }));
const newRun = lazy(async () => ({ default: (await import('../new-run/new-run-page.tsx')).NewRunPage }));
const subject = lazy(async () => ({ default: (await import('../subject/subject-page.tsx')).SubjectPage }));
const gallery = lazy(async () => ({ default: (await import('../gallery/gallery-page.tsx')).GalleryPage }));
const deletions = lazy(async () => ({ default: (await import('../deletions/deletions-page.tsx')).DeletionsPage }));
const deletion = lazy(async () => ({ default: (await import('../deletions/deletion-page.tsx')).DeletionPage }));
const members = lazy(async () => ({ default: (await import('../members/members-page.tsx')).MembersPage }));
const clients = lazy(async () => ({ default: (await import('../clients/clients-page.tsx')).ClientsPage }));
const usage = lazy(async () => ({ default: (await import('../usage/usage-page.tsx')).UsagePage }));
const webhooks = lazy(async () => ({ default: (await import('../webhooks/webhooks-page.tsx')).WebhooksPage }));
const webhook = lazy(async () => ({ default: (await import('../webhooks/webhook-page.tsx')).WebhookPage }));
const retention = lazy(async () => ({ default: (await import('../retention/retention-page.tsx')).RetentionPage }));
const audit = lazy(async () => ({ default: (await import('../audit/audit-page.tsx')).AuditPage }));

const routes: readonly Route[] = [
  { pattern: '/', View: runs },
  { pattern: '/runs', View: runs },
  { pattern: '/runs/:run', View: run },
  { pattern: '/compare', View: compare },
  { pattern: '/subjects', View: subjects },
  { pattern: '/new-subject', View: newSubject },
  { pattern: '/subjects/:subject', View: subject },
  { pattern: '/subjects/:subject/new-run', View: newRun },
  { pattern: '/gallery', View: gallery },
  { pattern: '/deletions', View: deletions },
  { pattern: '/deletions/:deletion', View: deletion },
  { pattern: '/members', View: members, admin: true },
  { pattern: '/clients', View: clients, admin: true },
  { pattern: '/usage', View: usage, admin: true },
  { pattern: '/webhooks', View: webhooks, admin: true },
  { pattern: '/webhooks/:webhook', View: webhook, admin: true },
  { pattern: '/retention', View: retention, admin: true },
  { pattern: '/audit', View: audit, admin: true },
];

/** The view of a path, or null where there is none. */
export function routeOf(path: string): (Route & { readonly parameters: Parameters }) | null {
  for (const route of routes) {
    const parameters = match(route.pattern, path);
    if (parameters !== null) return { ...route, parameters };
  }
  return null;
}
