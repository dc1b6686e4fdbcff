export type Step = 'name' | 'photos' | 'settings';

/** What the address says, so that a page that is loaded anew goes on from the photos that are with the service. */
export interface FlowAddress {
  readonly step: string | null;
  /** The subject that was made on the way. */
  readonly subject: string | null;
  readonly upload: string | null;
  /** Whether there are look-alikes among the photos of the upload. */
  readonly lookAlikes: boolean;
}

export function flowAddressOf(search: string): FlowAddress {
  const query = new URLSearchParams(search);
  return {
    step: query.get('step'),
    subject: query.get('subject'),
    upload: query.get('upload'),
    lookAlikes: query.has('lookAlikes'),
  };
}

export function queryOf({ step, subject, upload, lookAlikes }: FlowAddress): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ step, subject, upload, lookAlikes: lookAlikes ? 'yes' : null })) {
    if (value !== null) query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** The step that was asked for, or the last one before it that has what it needs. */
export function stepOf(
  steps: readonly Step[],
  asked: string | null,
  { named, sent }: { readonly named: boolean; readonly sent: boolean },
): Step {
  const wanted = steps.indexOf(asked as Step);
  const reached = steps.slice(0, Math.max(0, wanted) + 1);
  const possible = reached.filter((step) => step === 'name' || (named && (step === 'photos' || sent)));
  return possible.at(-1) ?? 'name';
}
