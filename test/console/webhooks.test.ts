import { stripTypeScriptTypes } from 'node:module';
import { choiceOf, eventsOf, eventsText, eventText, eventWords } from '../../console/src/webhooks/events.ts';
import { receiver } from '../../console/src/webhooks/receiver.ts';
import {
  type Attempt,
  attemptState,
  attemptText,
  type Webhook,
  webhookName,
  webhookState,
} from '../../console/src/webhooks/states.ts';
import { eventTypes, isEventPattern } from '../../lib/domain/webhooks.ts';

describe('the events of a webhook', () => {
  test('are those that the service knows, each with words', () => {
    expect(Object.keys(eventWords).sort()).toEqual([...eventTypes].sort());
    expect(eventText('dev.likeness.run.paused')).toBe('dev.likeness.run.paused');
  });

  test.each([
    [['*'], 'Everything'],
    [['dev.likeness.run.failed', '*'], 'Everything'],
    [['dev.likeness.run.*'], 'Everything about runs'],
    [['dev.likeness.run.failed', 'dev.likeness.run.cancelled'], 'A run failed; a run was cancelled'],
    [['dev.likeness.*', 'dev.likeness.run.failed'], 'dev.likeness.*; a run failed'],
  ])('%j are told as %s', (events, text) => {
    expect(eventsText(events)).toBe(text);
  });

  test.each([[['*']], [['dev.likeness.run.*']], [['dev.likeness.*', 'dev.likeness.run.failed']], [[...eventTypes]]])(
    '%j stay what they are in a form that nobody changes',
    (events) => {
      const saved = eventsOf(choiceOf(events));
      expect(saved).toEqual(events);
      expect(saved.every(isEventPattern)).toBe(true);
    },
  );
});

describe('the state of a webhook', () => {
  const webhook = { enabled: true, disabledReason: null, failures: 0 } as Webhook;

  test.each([
    [{}, 'Enabled'],
    [{ failures: 1 }, 'The last attempt failed'],
    [{ failures: 3 }, 'The last 3 attempts failed'],
    [{ enabled: false }, 'Disabled'],
    [{ enabled: false, disabledReason: 'gone' as const, failures: 3 }, 'Disabled by us'],
  ])('%j is %s', (changes, text) => {
    expect(webhookState({ ...webhook, ...changes }).text).toBe(text);
  });

  test('an attempt says how it was answered, or why it was not', () => {
    const attempt = (status: number | null, error: string | null = null): Attempt => ({
      ...{ at: '2026-01-02T03:04:05.678Z', status, milliseconds: 1, error },
    });
    expect(attemptText(attempt(204))).toBe('Answered 204');
    expect(attemptText(attempt(302))).toBe('Answered 302: redirects are not followed');
    expect(attemptText(attempt(410))).toBe('Answered 410: gone for good');
    expect(attemptText(attempt(null, 'TlsFailed'))).toBe('The certificate is not valid for the name');
    expect(attemptText(attempt(null, 'TargetAsleep'))).toBe('TargetAsleep');
    expect([200, 299, 300, 500, null].map((status) => attemptState(attempt(status)).text)).toEqual([
      ...['Arrived', 'Arrived', 'Failed', 'Failed', 'Failed'],
    ]);
  });

  test('it is called by its description, else by its host', () => {
    expect(webhookName({ description: 'The shop', url: 'https://hooks.example/x' })).toBe('The shop');
    expect(webhookName({ description: '', url: 'https://hooks.example/x' })).toBe('hooks.example');
  });
});

test('the receiver that is shown is a program', () => {
  expect(stripTypeScriptTypes(receiver)).toContain('verifyWebhook({');
});
