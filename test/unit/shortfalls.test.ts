import { readShortfalls } from '../../bin/shortfalls.ts';
import { dataPrefix, modelPrefix } from '../../lib/domain/keys.ts';
import { handlerHome, run } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const found = { photo: '00', cosine: 0.9 };

test.each([
  ['none were to train', undefined, []],
  ['they train', { candidates: 1, mined: [found], sameThing: { leftOut: [] } }, []],
  [
    'there is none',
    { candidates: 0, mined: [], sameThing: { leftOut: [] } },
    ['No look-alike trained: every negative was another one.'],
  ],
  [
    'one is the thing itself',
    { candidates: 2, mined: [found], sameThing: { leftOut: [found] } },
    ['1 of 2 look-alikes look like the thing itself and were left out.'],
  ],
])('of look-alikes is told what fell short where %s', async (_, document, messages) => {
  const jobs = { priors: undefined, generate: undefined, compose: 'c', represent: 'r' };
  await home.put(`${modelPrefix(run, 'c')}shortfall.json`, []);
  await home.put(`${dataPrefix(run, 'r')}curation.json`, { shortfalls: [], sources: {} });
  if (document !== undefined) await home.put(`${dataPrefix(run, 'r')}look-alikes.json`, document);
  const told = await readShortfalls(home.ports.objects, run, jobs, null);
  expect(told).toEqual(messages.map((message) => ({ source: 'look-alike', message })));
});
