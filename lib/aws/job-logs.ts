import {
  type CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  InvalidParameterException,
  type OutputLogEvent,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { isJobName } from '../domain/training-job.ts';
import { type JobLogs, type LogLine, logPageLimits, notAPlace } from '../ports/job-logs.ts';

/** Where SageMaker writes what training jobs print, a stream or more each: `{job}/algo-1-{time}`. */
export const logGroupName = '/aws/sagemaker/TrainingJobs';

/** CloudWatch may answer with nothing though more is to come; so often one call asks on. */
const mostRequests = 10;

/** A place in a job's log: past the first `skip` events of the stream's page behind the token. */
interface Place {
  readonly stream: string;
  readonly token?: string | undefined;
  readonly skip: number;
}

/**
 * The logs of SageMaker's training jobs. A job has a stream for each machine that it ran on, one after another:
 * `{job}/algo-1-{time}`. A place holds for a day, as CloudWatch's tokens do.
 */
export const cloudWatchJobLogs = (client: CloudWatchLogsClient): Pick<JobLogs, 'read'> => ({
  async read(job, after = '') {
    if (!isJobName(job)) return { lines: [], next: after };
    let place = after === '' ? await streamAfter(client, job, '') : placeIn(job, after);
    for (let request = 0; place !== undefined && request < mostRequests; request += 1) {
      const { events, token } = await pageAt(client, job, place);
      const lines = fitting(events.slice(place.skip).map(lineOf));
      const skip = place.skip + lines.length;
      if (skip < events.length) return { lines, next: textOf({ ...place, skip }) };
      const following = { stream: place.stream, token, skip: 0 };
      if (lines.length > 0) return { lines, next: textOf(following) };
      if (token !== place.token) place = following;
      else {
        const later = await streamAfter(client, job, place.stream);
        if (later === undefined) break;
        place = later;
      }
    }
    return { lines: [], next: place === undefined ? after : textOf(place) };
  },
});

/** The beginning of the stream that comes after this one, if there is one yet. */
async function streamAfter(client: CloudWatchLogsClient, job: string, stream: string): Promise<Place | undefined> {
  let nextToken: string | undefined;
  do {
    const asked = { logGroupName, logStreamNamePrefix: `${job}/`, nextToken };
    const page = await unlessMissing(client.send(new DescribeLogStreamsCommand(asked)));
    const names = (page?.logStreams ?? []).map(({ logStreamName = '' }) => logStreamName);
    const later = names.sort().find((name) => name > stream);
    if (later !== undefined) return { stream: later, skip: 0 };
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

/** @throws InputError `OptionInvalid` where CloudWatch doesn't know the token any more */
async function pageAt(client: CloudWatchLogsClient, job: string, { stream, token }: Place) {
  const command = new GetLogEventsCommand({
    logGroupName,
    logStreamName: stream,
    nextToken: token,
    startFromHead: true,
    limit: logPageLimits.lines,
  });
  try {
    const page = await unlessMissing(client.send(command));
    return { events: page?.events ?? [], token: page?.nextForwardToken ?? token };
  } catch (error) {
    throw token !== undefined && error instanceof InvalidParameterException ? notAPlace(job, error) : error;
  }
}

/** Undefined where there is no such group or stream. */
export async function unlessMissing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const lineOf = ({ timestamp = 0, message = '' }: OutputLogEvent): LogLine => ({
  time: new Date(timestamp).toISOString(),
  text: message.replace(/[\r\n]+$/, ''),
});

/** The first of the lines, as many as a page holds. */
function fitting(lines: readonly LogLine[]): readonly LogLine[] {
  let bytes = 0;
  const end = lines.findIndex(({ text }, at) => {
    bytes += Buffer.byteLength(text);
    return at > 0 && bytes > logPageLimits.bytes;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

const placeShape = z.tuple([z.string(), z.string().nullable(), z.number().int().nonnegative()]);

const textOf = ({ stream, token, skip }: Place): string =>
  Buffer.from(JSON.stringify([stream, token ?? null, skip])).toString('base64url');

/** @throws InputError `OptionInvalid` for what is none, or is one in another job's log */
function placeIn(job: string, text: string): Place {
  const [stream, token, skip] = parsed(job, text);
  if (!stream.startsWith(`${job}/`)) throw notAPlace(job);
  return { stream, token: token ?? undefined, skip };
}

function parsed(job: string, text: string): z.infer<typeof placeShape> {
  try {
    return placeShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (error) {
    throw notAPlace(job, error);
  }
}
