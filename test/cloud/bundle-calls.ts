import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Json } from '../../lib/domain/digest.ts';

/** What a call of a bundle came to: the handler's answer, or its error as Lambda hands it on. */
export type Outcome = { readonly answer?: Json; readonly error?: { readonly name: string; readonly message: string } };

/** Lambda's runtime as far as handlers see it: `awslambda` for those that stream, whose answer is the text that they wrote. */
const runtime = `
  import { PassThrough } from 'node:stream';
  import { text } from 'node:stream/consumers';
  const context = { awsRequestId: 'call', functionName: 'bundle', getRemainingTimeInMillis: () => 60_000 };
  globalThis.awslambda = {
    streamifyResponse: (handler) => async (event, context) => {
      const stream = new PassThrough();
      const [written] = await Promise.all([text(stream), handler(event, stream, context)]);
      return written;
    },
    HttpResponseStream: { from: (stream) => stream },
  };
`;

/** Loads the bundle in a process that has these variables alone, and calls its handler. */
export function callBundle(folder: string, variables: Readonly<Record<string, string>>, event: Json): Outcome {
  const script = `${runtime}
    const { handler } = await import(${JSON.stringify(join(folder, 'index.mjs'))});
    const outcome = await handler(${JSON.stringify(event)}, context).then(
      (answer) => ({ answer }),
      ({ name, message }) => ({ error: { name, message } }),
    );
    console.log('\\n' + JSON.stringify(outcome));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...variables },
  });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`The bundle in ${folder} did not answer: ${stderr}`);
  return JSON.parse(last) as Outcome;
}
