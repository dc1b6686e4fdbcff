import type { LocalHome } from '../../lib/local/home.ts';
import type { PersonalizeResult } from '../result.ts';
import type { CommandStreams } from '../streams.ts';

/** Says how to call the endpoint, and keeps it answering until the user interrupts. */
export async function serveUntilInterrupted(
  home: LocalHome,
  { endpoint }: PersonalizeResult,
  io: CommandStreams,
): Promise<void> {
  const url = await home.ports.endpoints.url();
  const header = endpoint.adapter === null ? '' : ` -H 'X-Amzn-SageMaker-Adapter-Identifier: ${endpoint.adapter}'`;
  const call = `curl ${url}/invocations -H 'Content-Type: image/jpeg'${header} --data-binary @PHOTO.jpg`;
  io.stderr.write(`serving   ${call}\n          Ctrl-C ends it.\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
