import type { Likeness } from '@likeness/client';
import { answerTo } from '../asking/answer.ts';
import type { Webhook } from './states.ts';

/** Enabling a webhook forgets its failures; disabling it gives up what waits. */
export const setEnabled = (likeness: Likeness, webhook: string, enabled: boolean): Promise<Webhook> =>
  answerTo(likeness.http.PATCH('/v1/webhooks/{webhook}', { params: { path: { webhook } }, body: { enabled } }));
