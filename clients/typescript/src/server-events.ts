/** One of a stream of Server-Sent Events, as the HTML standard has them. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  /** The last one that the stream named. */
  readonly id: string;
}

/**
 * The events of a stream, until it ends or breaks. Comments are not among them, nor is an event whose end did not come.
 * Whoever stops reading closes the stream.
 */
export async function* serverEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  let event = '';
  let data: string[] = [];
  let id = '';
  for await (const line of linesOf(stream)) {
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id };
      event = '';
      data = [];
      continue;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
    if (field === 'id' && !value.includes('\0')) id = value;
  }
}

/** Lines end with CR LF, LF or CR. */
async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const text of textOf(stream)) {
    // A CR at the end may be the first half of CR LF.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1);
}

async function* textOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    // One that broke can't be cancelled, and needn't be.
    await reader.cancel().catch(() => undefined);
  }
}
