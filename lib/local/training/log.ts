import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isJobName } from '../../domain/training-job.ts';
import { type JobLogs, logPageLimits, notAPlace } from '../../ports/job-logs.ts';
import { errorCode } from '../disk.ts';
import { readRecord } from './record.ts';

/** A job's log, in its folder. */
export const logFile = 'log.txt';

/** A line as it is kept: it begins with the time at which it was written. */
export const logLine = (time: string, text: string): string => `${time} ${text}\n`;

const timedLine = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (.*)$/s;
const newline = '\n'.charCodeAt(0);

/** The logs of the jobs whose folders are in `folder`. A place in one is so many bytes from its beginning. */
export const localJobLogs = (folder: string): Pick<JobLogs, 'read'> => ({
  async read(job, after = '') {
    if (!/^\d{0,15}$/.test(after)) throw notAPlace(job);
    if (!isJobName(job)) return { lines: [], next: after };
    const tree = join(folder, job);
    const start = Number(after);
    const { texts, length } = linesIn(await readFrom(join(tree, logFile), start));
    const began = await beginningOf(tree);
    const lines = texts.map((line) => {
      const [, time = began, text = line] = timedLine.exec(line) ?? [];
      return { time, text };
    });
    return { lines, next: String(start + length) };
  },
});

/** When the job was made: lines that were kept before lines had times are not older. */
const beginningOf = async (tree: string): Promise<string> =>
  new Date((await readRecord(tree))?.createdAt ?? 0).toISOString();

/** At most a page of the file; nothing where there is none. */
async function readFrom(path: string, start: number): Promise<Buffer> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return Buffer.of();
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(logPageLimits.bytes), position: start });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The whole lines, and how many bytes they take. What has no end yet is still being written, unless it fills a page. */
function linesIn(bytes: Buffer): { readonly texts: readonly string[]; readonly length: number } {
  const texts: string[] = [];
  let length = 0;
  while (texts.length < logPageLimits.lines) {
    const end = bytes.indexOf(newline, length);
    if (end < 0) break;
    texts.push(bytes.toString('utf8', length, end));
    length = end + 1;
  }
  if (texts.length > 0 || bytes.length < logPageLimits.bytes) return { texts, length };
  return { texts: [bytes.toString('utf8')], length: bytes.length };
}
