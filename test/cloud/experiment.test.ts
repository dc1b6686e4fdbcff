import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import aslValidator from 'asl-validator';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Configuration, createApp, readConfiguration } from '../../lib/cloud/app.ts';
import { type ExperimentProps, ExperimentStack } from '../../lib/cloud/experiment.ts';
import { allowedIn, readable } from './statements.ts';
import { programDigest, resourcesOf, type SynthesizedTemplate, temporaryFolder } from './synthesized.ts';

const workflowArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Workflow';

function synthesized(
  change: Partial<ExperimentProps> = {},
  { checks = false } = {},
): { readonly template: SynthesizedTemplate; readonly outdir: string } {
  const outdir = temporaryFolder();
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: checks });
  if (checks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const props = { bucketName: 'the-bucket', tableName: 'the-table', workflowArn, ...change };
  const { templateFile } = new ExperimentStack(app, 'Experiments', props);
  app.synth();
  return { template: JSON.parse(readFileSync(join(outdir, templateFile), 'utf8')) as SynthesizedTemplate, outdir };
}

interface States {
  readonly States: Readonly<Record<string, { readonly [member: string]: unknown }>>;
}

function definitionOf(template: SynthesizedTemplate): States {
  const [[, machine] = []] = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
  const text = readable(machine?.Properties.DefinitionString ?? '').replaceAll('{AWS::Partition}', 'aws');
  return JSON.parse(text) as States;
}

const { template } = synthesized();
const { Runs: map = {} } = definitionOf(template).States;
const item = map.ItemProcessor as States & { readonly ProcessorConfig: object };

test('the definition is valid', () => {
  const { isValid, errorsText } = aslValidator(definitionOf(template));
  expect(isValid ? '' : errorsText()).toBe('');
});

test('it reads the items that its input names, and writes the results beside them', () => {
  const place = 'the-bucket';
  expect(map.ItemReader).toEqual({
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Parameters: { Bucket: place, 'Key.$': '$.items' },
  });
  expect(map.ResultWriter).toMatchObject({ Parameters: { Bucket: place, Prefix: 'experiments/results' } });
});

test('it has so many runs under way and lets so many fail as it is told', () => {
  expect(map).toMatchObject({ Type: 'Map', MaxConcurrency: 4, ToleratedFailurePercentage: 25 });
  expect(item.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
  const { Runs: other } = definitionOf(synthesized({ concurrency: 9, toleratedFailures: 100 }).template).States;
  expect(other).toMatchObject({ MaxConcurrency: 9, ToleratedFailurePercentage: 100 });
  expect(() => synthesized({ concurrency: 0 })).toThrow('concurrency 0');
});

test('each item gets its record once and is one execution of the workflow, waited for', () => {
  const { Record: record, Run: run } = item.States;
  expect(record).toMatchObject({
    Resource: 'arn:aws:states:::dynamodb:putItem',
    Parameters: { ConditionExpression: 'attribute_not_exists(pk)', Item: { status: { S: 'queued' } } },
    Next: 'Run',
  });
  expect(run).toMatchObject({
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { 'Name.$': '$.name', 'Input.$': '$.input', StateMachineArn: workflowArn },
  });
});

test('what was begun or done before is no failure', () => {
  const { Record: record, Run: run } = item.States;
  expect(record?.Catch).toEqual([
    { ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], ResultPath: '$.recorded', Next: 'Run' },
  ]);
  expect(run?.Catch).toEqual([
    { ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], ResultPath: '$.existing', Next: 'FoundEarlier' },
  ]);
});

test("its role makes records of the experiments' tenant alone, and starts the workflow and itself alone", () => {
  const allowed = allowedIn(template);
  const of = (action: string) => allowed.filter(({ actions }) => actions.includes(action));
  const [[, machine] = []] = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
  expect(of('dynamodb:PutItem')).toMatchObject([
    {
      resources: [expect.stringMatching(/:table\/the-table$/)],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['T#experiments'] } },
    },
  ]);
  expect(of('states:StartExecution').flatMap(({ resources }) => resources)).toEqual([
    workflowArn,
    expect.stringMatching(new RegExp(`:stateMachine:${machine?.Properties.StateMachineName}$`)),
  ]);
  expect(of('s3:GetObject').flatMap(({ resources }) => resources)).toEqual([
    'arn:{AWS::Partition}:s3:::the-bucket/experiments/*',
  ]);
});

test('neither cdk-nag nor the schemas find anything that nobody gave a reason for', () => {
  const { outdir } = synthesized({}, { checks: true });
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: unknown[];
  };
  expect(report.pluginReports).toEqual([]);
});

test('the app has it beside the product where the operator asks for it', () => {
  const stacksOf = (configuration: Configuration) => {
    const options = { programDigest, outdir: temporaryFolder(), bundling: false, checks: false };
    return createApp({ ...options, configuration })
      .app.synth()
      .stacks.map(({ stackName }) => stackName);
  };
  const experiments = { bucketName: 'the-bucket', tableName: 'the-table', workflowArn };
  expect(stacksOf({})).toEqual(['Likeness']);
  expect(stacksOf(readConfiguration({ experiments }))).toEqual(['Likeness', 'LikenessExperiments']);
  expect(() => readConfiguration({ experiments: {} })).toThrow('bucketName');
});
