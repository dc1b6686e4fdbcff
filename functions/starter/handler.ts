import { z } from 'zod';
import type { Home } from '../../lib/domain/home.ts';
import { executionName, type RunReference, runKey } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { readUpload } from '../upload-document.ts';

/** An SQS event whose bodies are EventBridge's "Object Created" events of the bucket. */
const queueEvent = z.object({ Records: z.array(z.object({ body: z.string() })) });
const objectCreated = z.object({
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

/**
 * Starts the run that an `upload.json` in the inbox asks for. Delivered any number of times, one upload makes one run:
 * its record is created once and its execution is named by the upload's content and the run.
 */
export function create(
  { objects, records, executions, clock }: Pick<Ports, 'objects' | 'records' | 'executions' | 'clock'>,
  _home: Home,
) {
  return async (event: unknown): Promise<{ started: string[] }> => {
    const started: string[] = [];
    for (const { body } of queueEvent.parse(event).Records) {
      const { bucket, object } = objectCreated.parse(JSON.parse(body)).detail;
      const uri = `s3://${bucket.name}/${object.key}`;
      const [, tenant = '', subject = ''] = object.key.split('/');
      const place = { bucket: bucket.name, tenant, subject, upload: uri };
      const upload = await readUpload(objects, place);
      const run: RunReference = { ...place, run: upload.run };
      const key = runKey(run);
      await records.create({
        ...key,
        gsi1pk: `${key.pk}#queued`,
        gsi1sk: key.sk,
        status: 'queued',
        run: run.run,
        subject: run.subject,
        category: upload.category,
        preset: upload.preset,
        upload: uri,
        createdAt: clock.now(),
      });
      const { executionArn } = await executions.start(executionName(upload.upload, run.run), { run: { ...run } });
      started.push(executionArn);
    }
    return { started };
  };
}
