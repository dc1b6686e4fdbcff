import { type Asker, openTestService, type TestService } from './service.ts';

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
});
afterEach(() => service.close());

const admin: Asker = { tenant: 'acme', role: 'admin' };
const ask = (method: string, json?: unknown, asker: Asker = admin) =>
  service.ask(asker, method, '/v1/retention', json === undefined ? {} : { json });

test('everything is kept until an admin says for how long', async () => {
  expect(await (await ask('GET')).json()).toEqual({ photosDays: null, syntheticDays: null, runsDays: null });
  const wanted = { photosDays: 30, syntheticDays: 7, runsDays: null };
  expect((await ask('PUT', wanted)).status).toBe(200);
  expect(await (await ask('GET', undefined, { tenant: 'acme', role: 'member' })).json()).toEqual(wanted);
  expect(await (await ask('GET', undefined, { tenant: 'rival', role: 'admin' })).json()).toMatchObject({
    photosDays: null,
  });
});

test.each([
  ['half of it', { photosDays: 30 }],
  ['no days', { photosDays: 0, syntheticDays: null, runsDays: null }],
  ['a member that there is not', { photosDays: 1, syntheticDays: null, runsDays: null, logsDays: 1 }],
])('%s is refused, and what was said before stays', async (_, json) => {
  const said = { photosDays: 30, syntheticDays: null, runsDays: 90 };
  await ask('PUT', said);
  expect((await ask('PUT', json)).status).toBe(422);
  expect(await (await ask('GET')).json()).toEqual(said);
});

test('a member may not change it', async () => {
  const json = { photosDays: 1, syntheticDays: null, runsDays: null };
  expect((await ask('PUT', json, { tenant: 'acme', role: 'member' })).status).toBe(403);
});
