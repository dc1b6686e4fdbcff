import { z } from 'zod';
import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import type { Upload } from '../../lib/domain/upload.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { admit, estimateOfUpload } from '../admission.ts';
import { refuseRun } from '../run-record.ts';
import { startExecution } from '../start-execution.ts';
import { readUpload } from '../upload-document.ts';

/** An SQS event whose bodies are EventBridge's "Object Created" events of the bucket. */
const queueEvent = z.object({ Records: z.array(z.object({ body: z.string() })) });
const objectCreated = z.object({
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

/**
 * Starts the run that an `upload.json` in the inbox asks for. Delivered any number of times, one upload makes one run:
 * its record is created once and its execution is named by the upload's content and the run. Where the upload became
 * another run than its document names, it is that one that starts. A run that a quota leaves no room for is recorded as
 * failed, and may be retried.
 */
export function create(ports: Pick<Ports, 'objects' | 'records' | 'executions' | 'clock'>, home: Home) {
  return async (event: unknown): Promise<{ started: string[] }> => {
    const started: string[] = [];
    for (const { body } of queueEvent.parse(event).Records) {
      const { bucket, object } = objectCreated.parse(JSON.parse(body)).detail;
      const uri = `s3://${bucket.name}/${object.key}`;
      const [, tenant = '', subject = ''] = object.key.split('/');
      const place = { bucket: bucket.name, tenant, subject, upload: uri };
      // What was deleted since starts nothing.
      if ((await ports.objects.head(uri)) === undefined) continue;
      const upload = await readUpload(ports.objects, place);
      const run: RunReference = { ...place, run: upload.run };
      const admitted = await admitOrRefuse(ports, home, run, upload);
      if (admitted === undefined) continue;
      const executionArn = await startExecution(ports, { ...run, run: admitted }, upload.upload);
      if (executionArn !== undefined) started.push(executionArn);
    }
    return { started };
  };
}

/** The run that the upload became; undefined where it was refused. */
async function admitOrRefuse(
  ports: Pick<Ports, 'records' | 'clock'>,
  home: Home,
  run: RunReference,
  upload: Upload,
): Promise<string | undefined> {
  const asked = { run, upload, createdBy: 'upload' };
  try {
    return await admit(ports, home, { ...asked, estimate: estimateOfUpload(home, upload), costLimit: null });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // What is being deleted keeps no record of what was asked of it.
    if (error.code !== 'SubjectUnknown') await refuseRun(ports, asked, error);
    return undefined;
  }
}
