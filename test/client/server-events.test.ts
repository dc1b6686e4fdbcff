import fc from 'fast-check';
import { type ServerEvent, serverEvents } from '../../clients/typescript/src/server-events.ts';
import { all } from './promises.ts';

async function eventsOf(chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return all(serverEvents(stream));
}

const bytes = (text: string) => new TextEncoder().encode(text);

test.each<[string, ServerEvent[]]>([
  ['data: a\n\n', [{ event: 'message', data: 'a', id: '' }]],
  [
    'id: 7\nevent: run\ndata: a\ndata:b\n\ndata: c\n\n',
    [
      { event: 'run', data: 'a\nb', id: '7' },
      { event: 'message', data: 'c', id: '7' },
    ],
  ],
  ['data:  a: b\r\n\r\n', [{ event: 'message', data: ' a: b', id: '' }]],
  ['data\n\n', [{ event: 'message', data: '', id: '' }]],
  [': nothing new\n\n', []],
  ['retry: 5\nother: x\n\n', []],
  ['data: a\n\ndata: whose end did not come\n', [{ event: 'message', data: 'a', id: '' }]],
])('%j', async (text, events) => {
  expect(await eventsOf([bytes(text)])).toEqual(events);
});

test('the same events come whatever pieces the stream arrives in, and whatever ends its lines', async () => {
  const line = fc.stringMatching(/^[^\r\n\0\ufeff]*$/);
  const event = fc.record({ id: line, event: line, data: fc.array(line, { minLength: 1, maxLength: 3 }) });
  const ends = fc.constantFrom('\n', '\r\n', '\r');
  await fc.assert(
    fc.asyncProperty(fc.array(event), ends, fc.array(fc.nat({ max: 400 })), async (events, end, cuts) => {
      const lines = events.flatMap(({ id, event: type, data }) => [
        `id: ${id}`,
        `event: ${type}`,
        ...data.map((one) => `data: ${one}`),
        '',
      ]);
      const whole = bytes(lines.map((one) => one + end).join(''));
      const at = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
      const pieces = at.slice(1).map((to, index) => whole.subarray(at[index], to));
      expect(await eventsOf(pieces)).toEqual(
        events.map(({ id, event: type, data }) => ({
          id,
          event: type === '' ? 'message' : type,
          data: data.join('\n'),
        })),
      );
    }),
  );
});
