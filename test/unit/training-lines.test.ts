import fc from 'fast-check';
import { latestStep, stepIn } from '../../lib/domain/progress.ts';
import { lineSplitter, metricReader } from '../../lib/local/training/lines.ts';
import { parseTrainingJobRequest } from '../../lib/local/training/request.ts';
import { StateFailure } from '../../lib/local/workflow/task.ts';
import { trainingRequest } from '../fixtures/training.ts';

describe('a progress line', () => {
  test('tells stage, step and values', () => {
    expect(stepIn('train step 12/60 loss 1.2345 rate 3e-4')).toEqual({
      stage: 'train',
      done: 12,
      total: 60,
      values: { loss: 1.2345, rate: 0.0003 },
    });
    expect(stepIn('cut-and-paste step 0/1')).toEqual({ stage: 'cut-and-paste', done: 0, total: 1, values: {} });
  });

  test('is none when it only looks like one', () => {
    for (const line of ['', 'train step', 'a train step 1/2', 'train step 1/x', 'Loading step 3']) {
      expect(stepIn(line)).toBeUndefined();
    }
  });

  test('is the last of those in a log, whatever comes after it', () => {
    const lines = ['train step 1/2', 'train step 2/2 loss 0.5', 'score step 1/9', 'Saving'].map((text) => ({ text }));
    expect(latestStep(lines)).toEqual({ stage: 'score', done: 1, total: 9, values: {} });
    expect(latestStep(lines.slice(0, 2))).toMatchObject({ stage: 'train', done: 2 });
    expect(latestStep(lines.slice(3))).toBeUndefined();
    expect(latestStep([])).toBeUndefined();
  });
});

describe('metrics', () => {
  test('are the first groups of the definitions that a line matches', () => {
    const request = trainingRequest({
      AlgorithmSpecification: {
        ...trainingRequest().AlgorithmSpecification,
        MetricDefinitions: [
          { Name: 'train:loss', Regex: 'train step .*loss ([0-9.e+-]+)' },
          { Name: 'steps', Regex: 'step ([0-9]+)/' },
        ],
      },
    });
    expect(metricReader(request)('train step 3/9 loss 0.5', 7)).toEqual([
      { Name: 'train:loss', Value: 0.5, Timestamp: 7 },
      { Name: 'steps', Value: 3, Timestamp: 7 },
    ]);
    expect(metricReader(request)('nothing here', 7)).toEqual([]);
  });
});

describe('lines', () => {
  test('are the same however the bytes arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }).map((s) => s.replace(/[\r\n]/g, ''))),
        fc.nat(),
        (lines, cut) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const at = bytes.length === 0 ? 0 : cut % bytes.length;
          const seen: string[] = [];
          const splitter = lineSplitter((line) => seen.push(line));
          splitter.push(bytes.subarray(0, at));
          splitter.push(bytes.subarray(at));
          splitter.end();
          expect(seen).toEqual(bytes.toString() === '' ? [] : bytes.toString().split('\n').slice(0, -1));
        },
      ),
    );
  });
});

describe('a request', () => {
  const refusal = (change: object): string => {
    try {
      parseTrainingJobRequest({ ...trainingRequest(), ...change });
    } catch (error) {
      if (error instanceof StateFailure && error.error === 'SageMaker.AmazonSageMakerException') return error.cause;
      throw error;
    }
    throw new Error('accepted');
  };
  const channel = (name: string) => ({
    ChannelName: name,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/photos/' } },
  });

  test('that SageMaker takes and one machine can honour is taken as it is', () => {
    expect(parseTrainingJobRequest(trainingRequest())).toEqual(trainingRequest());
  });

  test('is refused by the name of what is not supported', () => {
    expect(refusal({ VpcConfig: {} })).toContain('VpcConfig');
    expect(refusal({ TrainingJobName: 'a'.repeat(64) })).toContain('TrainingJobName');
    expect(refusal({ TrainingJobName: '../up' })).toContain('TrainingJobName');
    expect(refusal({ HyperParameters: { steps: 12 } })).toContain('HyperParameters.steps');
    expect(refusal({ HyperParameters: { long: 'x'.repeat(2501) } })).toContain('HyperParameters.long');
    expect(refusal({ InputDataConfig: [channel('..')] })).toContain('InputDataConfig.0.ChannelName');
    expect(refusal({ InputDataConfig: [channel('a'), channel('a')] })).toContain('InputDataConfig');
    expect(refusal({ StoppingCondition: { MaxRuntimeInSeconds: 0 } })).toContain('MaxRuntimeInSeconds');
    expect(refusal({ ResourceConfig: { InstanceType: 'local', InstanceCount: 2, VolumeSizeInGB: 1 } })).toContain(
      'ResourceConfig.InstanceCount',
    );
    expect(refusal({ EnableManagedSpotTraining: true })).toContain('MaxWaitTimeInSeconds');
    expect(refusal({ Environment: { 'NOT-A-NAME': '1' } })).toContain('Environment');
  });
});
