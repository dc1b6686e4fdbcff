import { z } from 'zod';
import type { Json } from '../../domain/digest.ts';
import { jobNameShape } from '../../domain/training-job.ts';
import { StateFailure } from '../workflow/task.ts';

const role = /^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
/** SageMaker's own pattern lets `.` and `..` through, which would lead out of the channels' folder. */
const channelName = /^(?!\.{1,2}$)[A-Za-z0-9.\-_]{1,64}$/;
const variable = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const s3Uri = z
  .string()
  .max(1024)
  .regex(/^s3:\/\/[^/]+\/.+$/s);
const seconds = z.number().int().min(1);

const fewer = (limit: number) => (map: Record<string, string>) => Object.keys(map).length <= limit;

const isRegex = (text: string): boolean => {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
};

const algorithm = z.strictObject({
  TrainingImage: z.string().min(1).max(255),
  TrainingInputMode: z.enum(['File', 'FastFile']),
  /** One machine has no images to take an entrypoint from, so the request must name it. */
  ContainerEntrypoint: z.tuple([z.literal('python')], z.string().max(256)).refine((words) => words.length <= 100),
  ContainerArguments: z.array(z.string().max(256)).min(1).max(100).optional(),
  MetricDefinitions: z
    .array(z.strictObject({ Name: z.string().min(1).max(255), Regex: z.string().min(1).max(500).refine(isRegex) }))
    .max(40)
    .optional(),
  EnableSageMakerMetricsTimeSeries: z.boolean().optional(),
});

const channel = z.strictObject({
  ChannelName: z.string().regex(channelName),
  DataSource: z.strictObject({
    S3DataSource: z.strictObject({
      S3DataType: z.literal('S3Prefix'),
      S3Uri: s3Uri,
      S3DataDistributionType: z.literal('FullyReplicated').optional(),
    }),
  }),
  ContentType: z.string().max(256).optional(),
  CompressionType: z.literal('None').optional(),
  RecordWrapperType: z.literal('None').optional(),
  InputMode: z.enum(['File', 'FastFile']).optional(),
});

const schema = z.strictObject({
  TrainingJobName: z.string().max(63).regex(jobNameShape),
  AlgorithmSpecification: algorithm,
  RoleArn: z.string().min(20).max(2048).regex(role),
  HyperParameters: z.record(z.string().max(256), z.string().max(2500)).refine(fewer(100)).optional(),
  InputDataConfig: z
    .array(channel)
    .max(20)
    .refine((channels) => new Set(channels.map((one) => one.ChannelName)).size === channels.length, 'names repeat')
    .optional(),
  OutputDataConfig: z.strictObject({ S3OutputPath: s3Uri, CompressionType: z.literal('GZIP').optional() }),
  CheckpointConfig: z.strictObject({ S3Uri: s3Uri, LocalPath: z.literal('/opt/ml/checkpoints').optional() }).optional(),
  ResourceConfig: z.strictObject({
    InstanceType: z.string().min(1),
    InstanceCount: z.literal(1),
    VolumeSizeInGB: z.number().int().min(1),
    KeepAlivePeriodInSeconds: z.number().int().min(0).max(3600).optional(),
  }),
  StoppingCondition: z.strictObject({ MaxRuntimeInSeconds: seconds, MaxWaitTimeInSeconds: seconds.optional() }),
  EnableNetworkIsolation: z.boolean().optional(),
  EnableManagedSpotTraining: z.boolean().optional(),
  Environment: z.record(z.string().max(512).regex(variable), z.string().max(512)).refine(fewer(100)).optional(),
  Tags: z
    .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
    .max(50)
    .optional(),
});

/** The members of SageMaker's CreateTrainingJob that one machine understands, with SageMaker's own limits. */
export type TrainingJobRequest = z.infer<typeof schema>;

const complaint = ({ path, message }: z.core.$ZodIssue): string =>
  `${path.length === 0 ? 'The request' : path.join('.')}: ${message}`;

/**
 * The request, checked. A member or value that one machine can't honour is refused by name, never ignored.
 * @throws StateFailure `SageMaker.AmazonSageMakerException`
 */
export function parseTrainingJobRequest(value: Json): TrainingJobRequest {
  const parsed = schema.safeParse(value);
  const faults = parsed.success ? spotFaults(parsed.data) : parsed.error.issues.map(complaint);
  if (parsed.success && faults.length === 0) return parsed.data;
  const errors = faults.length === 1 ? '1 validation error' : `${faults.length} validation errors`;
  throw new StateFailure(
    'SageMaker.AmazonSageMakerException',
    `${errors} detected: ${faults.join('; ')} (Service: AmazonSageMaker; Status Code: 400; Error Code: ValidationException)`,
  );
}

/** What SageMaker says of spot capacity: it takes a waiting time no shorter than the running time, and no warm pool. */
function spotFaults(request: TrainingJobRequest): string[] {
  const { MaxRuntimeInSeconds: runtime, MaxWaitTimeInSeconds: wait } = request.StoppingCondition;
  if (request.EnableManagedSpotTraining !== true) {
    return wait === undefined ? [] : ['StoppingCondition.MaxWaitTimeInSeconds: only for spot training'];
  }
  const faults: string[] = [];
  if (wait === undefined || wait < runtime) {
    faults.push('StoppingCondition.MaxWaitTimeInSeconds: spot training needs one of at least MaxRuntimeInSeconds');
  }
  if (request.ResourceConfig.KeepAlivePeriodInSeconds !== undefined) {
    faults.push('ResourceConfig.KeepAlivePeriodInSeconds: not together with spot training');
  }
  return faults;
}
