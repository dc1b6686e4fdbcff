/** What is told of, with a word on each. */
export const eventWords: Readonly<Record<string, string>> = {
  'dev.likeness.run.succeeded': 'A run ended, and its adapter serves',
  'dev.likeness.run.kept-base': 'A run ended, and the base goes on serving',
  'dev.likeness.run.failed': 'A run failed',
  'dev.likeness.run.cancelled': 'A run was cancelled',
  'dev.likeness.webhook.disabled': 'Another of your webhooks was disabled',
};

const everything = '*';
const ofRuns = 'dev.likeness.run.*';
const pingType = 'dev.likeness.ping';

/** The event in words; one that this version of the console does not know by its own name. */
export const eventText = (type: string): string => (type === pingType ? 'A test' : (eventWords[type] ?? type));

/** What a form offers: everything, everything about runs, or a choice of types. */
export interface EventChoice {
  readonly scope: 'everything' | 'runs' | 'some';
  /** For `some`, which may be prefixes that a program asked for. */
  readonly types: readonly string[];
}

export function choiceOf(events: readonly string[]): EventChoice {
  if (events.includes(everything)) return { scope: 'everything', types: [] };
  if (events.length === 1 && events[0] === ofRuns) return { scope: 'runs', types: [] };
  return { scope: 'some', types: events };
}

export function eventsOf({ scope, types }: EventChoice): string[] {
  if (scope === 'everything') return [everything];
  return scope === 'runs' ? [ofRuns] : [...types];
}

/** All events that a webhook asks for, in words. */
export function eventsText(events: readonly string[]): string {
  const { scope, types } = choiceOf(events);
  if (scope === 'everything') return 'Everything';
  if (scope === 'runs') return 'Everything about runs';
  const [first, ...others] = types.map(eventText);
  if (first === undefined) return 'Nothing';
  return [first, ...others.map((text) => text.charAt(0).toLowerCase() + text.slice(1))].join('; ');
}
