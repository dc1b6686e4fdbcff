import type { FinalMetric, JobRecord, SecondaryStatus, TrainingJobStatus } from './record.ts';
import type { TrainingJobRequest } from './request.ts';

/** SageMaker's DescribeTrainingJob, as Step Functions hands it on: times in milliseconds since 1970. */
export type TrainingJobDescription = Omit<TrainingJobRequest, 'Tags'> & {
  TrainingJobArn: string;
  TrainingJobStatus: TrainingJobStatus;
  SecondaryStatus: SecondaryStatus;
  FailureReason?: string;
  ModelArtifacts?: { S3ModelArtifacts: string };
  CreationTime: number;
  TrainingStartTime?: number;
  TrainingEndTime?: number;
  LastModifiedTime: number;
  TrainingTimeInSeconds?: number;
  BillableTimeInSeconds?: number;
  FinalMetricDataList: FinalMetric[];
  /** Ours: measured over the job's process group, its peak as proportional memory (PSS). */
  LikenessUsage: { peakMemoryBytes: number; seconds: number };
};

export const arnOf = (name: string): string => `arn:aws:sagemaker:local:000000000000:training-job/${name}`;

/** Where SageMaker puts what a job leaves: `{S3OutputPath}/{TrainingJobName}/output/{file}`. */
export function artifactUri(request: TrainingJobRequest, file: 'model.tar.gz' | 'output.tar.gz'): string {
  const path = request.OutputDataConfig.S3OutputPath.replace(/\/+$/, '');
  return `${path}/${request.TrainingJobName}/output/${file}`;
}

export function descriptionOf(record: JobRecord): TrainingJobDescription {
  const { Tags: _, ...request } = record.request;
  const { startedAt, endedAt } = record;
  const elapsed = endedAt === null ? null : Math.round(record.usage.seconds);
  return {
    ...request,
    TrainingJobArn: arnOf(request.TrainingJobName),
    TrainingJobStatus: record.status,
    SecondaryStatus: record.secondaryStatus,
    ...(record.failureReason !== null && { FailureReason: record.failureReason }),
    ...(record.status === 'Completed' && {
      ModelArtifacts: { S3ModelArtifacts: artifactUri(request, 'model.tar.gz') },
    }),
    CreationTime: record.createdAt,
    ...(startedAt !== null && { TrainingStartTime: startedAt }),
    ...(endedAt !== null && { TrainingEndTime: endedAt }),
    LastModifiedTime: record.modifiedAt,
    ...(elapsed !== null && { TrainingTimeInSeconds: elapsed, BillableTimeInSeconds: elapsed }),
    FinalMetricDataList: record.finalMetrics.map((metric) => ({ ...metric })),
    LikenessUsage: { ...record.usage },
  };
}
