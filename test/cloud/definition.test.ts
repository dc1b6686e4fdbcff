import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../lib/domain/digest.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import { graphOf } from '../../lib/domain/workflow-graph.ts';
import { stateLabels } from '../../lib/domain/workflow-progress.ts';
import { readDefinition } from '../../lib/local/definition.ts';
import { loadWorkflow } from '../../lib/local/workflow/load.ts';
import { synthesizeDefinition } from '../../scripts/synth-local.ts';
import { synthesize, temporaryFolder } from './synthesized.ts';

const templateOf = (DefinitionString: Json): Json => ({
  Resources: {
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString } },
    AcceptFunction: { Type: 'AWS::Lambda::Function', Metadata: { 'likeness:function': 'accept' } },
    OtherFunction: { Type: 'AWS::Lambda::Function' },
  },
});

describe('reading a definition', () => {
  test('puts names, the partition and placeholders in the place of references', () => {
    const parts: Json[] = [
      '{"function":"',
      { 'Fn::GetAtt': ['AcceptFunction', 'Arn'] },
      '","other":"',
      { 'Fn::GetAtt': ['OtherFunction', 'Arn'] },
      '","resource":"arn:',
      { Ref: 'AWS::Partition' },
      ':states","bucket":"',
      { Ref: 'Bucket' },
      '"}',
    ];
    expect(readDefinition(templateOf({ 'Fn::Join': ['', parts] }))).toEqual({
      function: 'accept',
      other: '{OtherFunction.Arn}',
      resource: 'arn:aws:states',
      bucket: '{Bucket}',
    });
  });

  test('takes a definition without references as it is', () => {
    expect(readDefinition(templateOf('{"StartAt":"A"}'))).toEqual({ StartAt: 'A' });
  });

  test.each<[string, Json]>([
    ['no state machine', { Resources: {} }],
    ['no resources', null],
    ['a function it does not know', templateOf({ 'Fn::Sub': 'text' })],
    ['a malformed join', templateOf({ 'Fn::Join': 'x' })],
    ['text that is no JSON', templateOf('{')],
  ])('refuses %s by name', (_, template) => {
    expect(() => readDefinition(template)).toThrow(ServiceError);
    expect(() => readDefinition(template)).toThrow(expect.objectContaining({ code: 'WorkflowUnsupported' }));
  });
});

test('one machine gets the very workflow that is deployed, and can run all of it', async () => {
  const file = join(temporaryFolder(), 'made', 'workflow.json');
  await synthesizeDefinition(file);
  const definition = JSON.parse(await readFile(file, 'utf8')) as Json;
  expect(definition).toEqual(readDefinition(synthesize().json));
  const resources = ['arn:aws:states:::lambda:invoke', 'arn:aws:states:::sagemaker:createTrainingJob.sync'];
  expect(() => loadWorkflow(definition, (resource) => resources.includes(resource))).not.toThrow();
  // What users are told of it.
  const states = graphOf(definition).states.map(({ name }) => name);
  expect(Object.keys(stateLabels).filter((name) => !states.includes(name))).toEqual([]);
});
