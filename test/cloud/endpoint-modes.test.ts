import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudPorts } from '../../lib/aws/home.ts';
import { readConfiguration } from '../../lib/cloud/app.ts';
import type { EndpointSettings } from '../../lib/cloud/endpoint-settings.ts';
import { namesIn, propertiesOf, synthesizeEndpoint, volumeKeyOf } from './endpoint-templates.ts';
import { type Allowed, allowedIn, readable } from './statements.ts';
import {
  type JsonObject,
  ownFunctions,
  resourcesOf,
  type Synthesized,
  type SynthesizedTemplate,
} from './synthesized.ts';

const gpu: EndpointSettings = { stage: 'production' };
const cpu: EndpointSettings = { stage: 'development', instanceType: 'ml.c7i.2xlarge', backbone: 'tiny-vit' };
const component = synthesizeEndpoint({ ...gpu, mode: 'component' }, { checks: true });
const dedicated = synthesizeEndpoint({ ...gpu, mode: 'dedicated' }, { checks: true });
const encrypted = synthesizeEndpoint({ ...cpu, mode: 'dedicated' }, { checks: true });
const sharedGpu = synthesizeEndpoint(gpu).template;
const sharedCpu = synthesizeEndpoint(cpu).template;

interface Called {
  readonly name: string;
  readonly role: string;
  readonly variables: JsonObject;
}
const functionsOf = (template: SynthesizedTemplate): Called[] =>
  ownFunctions(template).map(([, { Metadata, Properties }]) => ({
    name: String(Metadata?.['likeness:function']),
    role: readable(Properties.Role ?? '').slice(1, -1),
    variables: (Properties.Environment as { Variables: JsonObject }).Variables,
  }));

/** One line for each action on each resource. */
const lines = ({ actions, resources, conditions }: Omit<Allowed, 'role'>): string[] =>
  actions.flatMap((action) =>
    resources.map((resource) => `${action} ${resource}${conditions ? ` if ${JSON.stringify(conditions)}` : ''}`),
  );

/** What the mode allows that the shared one doesn't: by a function's name, or by the role where it is no function's. */
function added({ template }: Synthesized, shared = sharedGpu): Record<string, string[]> {
  const before = new Set(
    allowedIn(shared).flatMap(({ role, ...rest }) => lines(rest).map((line) => `${role} ${line}`)),
  );
  const names = new Map(functionsOf(template).map(({ name, role }) => [role, name]));
  const found = new Map<string, string[]>();
  for (const { role, ...rest } of allowedIn(template)) {
    const more = lines(rest).filter((line) => !before.has(`${role} ${line}`));
    const owner = names.get(role) ?? role;
    if (more.length > 0) found.set(owner, [...(found.get(owner) ?? []), ...more].sort());
  }
  return Object.fromEntries(found);
}

/** The variables of a function that differ from the shared mode's. */
function told({ template }: Synthesized, shared = sharedGpu): Record<string, JsonObject> {
  const before = new Map(functionsOf(shared).map(({ name, variables }) => [name, variables]));
  const entries = functionsOf(template).map(({ name, variables }) => {
    const others = Object.entries(variables).filter(([variable]) => !(variable in (before.get(name) ?? {})));
    return [name, Object.fromEntries(others)] as const;
  });
  return Object.fromEntries(entries.filter(([, variables]) => Object.keys(variables).length > 0));
}

const arn = (kind: string, name = 'lk-*'): string =>
  `arn:{AWS::Partition}:sagemaker:{AWS::Region}:{AWS::AccountId}:${kind}/${name}`;

test.each([
  ['component', component],
  ['dedicated', dedicated],
  ['dedicated with a key', encrypted],
])('nothing is found in the mode %s that nobody gave a reason for', (_, { outdir }) => {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: unknown[];
  };
  expect(report.pluginReports).toEqual([]);
});

test('the shared mode is what there is without one', () => {
  const named = synthesizeEndpoint({ ...gpu, mode: 'shared' });
  expect(named.template).toEqual(sharedGpu);
  expect(JSON.stringify(sharedGpu)).not.toMatch(/LIKENESS_ENDPOINT_MODE|lk-/);
});

test('another mode is refused by name', () => {
  expect(() => readConfiguration({ endpoint: { stage: 'production', mode: 'own' } })).toThrow(/endpoint\.mode/);
});

describe('components of their own', () => {
  test('are made, followed and ended by the functions that deploy, asked by those that ask, and ended by those that delete', () => {
    const { endpoint, base } = namesIn(component.template);
    const onComponents = [
      'AddTags',
      'CreateInferenceComponent',
      'DeleteInferenceComponent',
      'DescribeInferenceComponent',
      'InvokeEndpoint',
    ].map((action) => `sagemaker:${action} ${arn('inference-component')}`);
    const deploying = [...onComponents, `sagemaker:CreateInferenceComponent ${arn('endpoint', endpoint)}`].sort();
    const removing = [`sagemaker:DeleteInferenceComponent ${arn('inference-component')}`];
    expect(added(component)).toEqual({
      ...{ api: deploying, deploy: deploying, deletion: removing, retention: removing },
      'smoke-test': [`sagemaker:InvokeEndpoint ${arn('inference-component')}`],
    });
    const mode = { LIKENESS_ENDPOINT_MODE: 'component' };
    const whole = { ...mode, LIKENESS_ENDPOINT_COMPONENT: base };
    const asking = { api: mode, deploy: mode, 'smoke-test': mode };
    expect(told(component)).toEqual({ ...asking, deletion: whole, retention: whole });
  });

  test('need a base that is always on', () => {
    expect(() => synthesizeEndpoint({ ...cpu, mode: 'component' })).toThrow(/endpoint\.copies\.min/);
    expect(() => synthesizeEndpoint({ ...cpu, mode: 'component', copies: { min: 1, max: 1 } })).not.toThrow();
  });
});

describe('endpoints of their own', () => {
  const [role] = resourcesOf(dedicated.template, 'AWS::SageMaker::Model').map(([, { Properties }]) =>
    readable(Properties.ExecutionRoleArn ?? '').slice(1, -1),
  );
  const deploying = (instance: string, ofRole: string | undefined): string[] => {
    const conditions = { 'ForAllValues:StringEquals': { 'sagemaker:InstanceTypes': [instance] } };
    const toSageMaker = { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } };
    return [
      `iam:PassRole {${ofRole}} if ${JSON.stringify(toSageMaker)}`,
      `sagemaker:AddTags ${arn('endpoint')}`,
      `sagemaker:AddTags ${arn('endpoint-config')}`,
      `sagemaker:AddTags ${arn('model')}`,
      `sagemaker:CreateEndpoint ${arn('endpoint')}`,
      `sagemaker:CreateEndpoint ${arn('endpoint-config')}`,
      `sagemaker:CreateEndpointConfig ${arn('endpoint-config')} if ${JSON.stringify(conditions)}`,
      `sagemaker:CreateModel ${arn('model')}`,
      `sagemaker:DeleteEndpoint ${arn('endpoint')}`,
      `sagemaker:DeleteEndpointConfig ${arn('endpoint-config')}`,
      `sagemaker:DeleteModel ${arn('model')}`,
      `sagemaker:DescribeEndpoint ${arn('endpoint')}`,
      `sagemaker:InvokeEndpoint ${arn('endpoint')}`,
    ].sort();
  };

  test('are made and ended by the functions that deploy, on one instance type and with one role, which logs for them', () => {
    const logs = '{AWS::Region}:{AWS::AccountId}:log-group:/aws/sagemaker/Endpoints/lk-*';
    const writing = ['CreateLogGroup', 'CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'];
    const removing = ['DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel'];
    const kinds = ['endpoint', 'endpoint-config', 'model'];
    const removed = removing.map((action, at) => `sagemaker:${action} ${arn(kinds[at] ?? '')}`);
    expect(added(dedicated)).toEqual({
      ...{ deletion: removed, retention: removed },
      api: deploying('ml.g5.xlarge', role),
      deploy: deploying('ml.g5.xlarge', role),
      'smoke-test': [`sagemaker:InvokeEndpoint ${arn('endpoint')}`],
      [String(role)]: writing.map((action) => `logs:${action} arn:{AWS::Partition}:logs:${logs}`),
    });
  });

  test('take the key of the volumes where there is one', () => {
    const [key] = volumeKeyOf(encrypted.template) ?? [];
    const condition = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
    const grant = `kms:CreateGrant {${key}} if ${JSON.stringify(condition)}`;
    const { deploy } = added(encrypted, sharedCpu);
    expect(deploy).toEqual([...deploying('ml.c7i.2xlarge', role), grant].sort());
  });

  test('are described to the functions that have the port, and to no others', () => {
    const known = {
      LIKENESS_ENDPOINT_MODE: 'dedicated',
      LIKENESS_SERVING_ROLE_ARN: propertiesOf(dedicated.template, 'AWS::SageMaker::Model').ExecutionRoleArn,
      LIKENESS_SERVING_INSTANCE: 'ml.g5.xlarge',
      LIKENESS_SERVING_BACKBONE: 'dinov2-base',
      LIKENESS_SERVING_MACHINE_IMAGE: 'al2-ami-sagemaker-inference-gpu-3-1',
    };
    const all = { api: known, deploy: known, 'smoke-test': known, deletion: known, retention: known };
    expect(told(dedicated)).toEqual(all);
    const { deploy } = told(encrypted, sharedCpu);
    expect(deploy).toMatchObject({
      LIKENESS_SERVING_KEY_ARN: expect.anything(),
      LIKENESS_SERVING_BACKBONE: 'tiny-vit',
    });
    expect(deploy).not.toHaveProperty('LIKENESS_SERVING_MACHINE_IMAGE');
  });
});

test.each([
  ['component', component],
  ['dedicated', dedicated],
])('the functions’ variables are all that the mode %s needs', (_, { template }) => {
  // The authorizer is told no home.
  for (const { variables } of functionsOf(template).filter(({ name }) => name !== 'authorizer')) {
    const values = Object.entries(variables).map(([variable, value]) => [
      variable,
      typeof value === 'string' ? value : 'deployed',
    ]);
    const images = JSON.stringify({ contrastive: 'c', dreambooth: 'd', embedding: 'e', evaluation: 'v' });
    // Lambda says the region itself.
    const environment = { ...Object.fromEntries(values), LIKENESS_IMAGES: images, AWS_REGION: 'eu-west-1' };
    expect(() => cloudPorts(environment)).not.toThrow();
  }
});
