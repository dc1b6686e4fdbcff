import { Stack } from 'aws-cdk-lib';
import type { IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type EndpointMode, servingNameStart } from '../domain/endpoint-modes.ts';
import type { EndpointInstance } from './endpoint-instance.ts';
import type { LikenessFunction } from './likeness-function.ts';
import { acknowledgeWildcards, allow, lendKey } from './permissions.ts';

/** What functions make endpoints and components of, and beside what. */
export interface Serving {
  /** The shared endpoint. */
  readonly endpointName: string;
  /** Its base. */
  readonly componentName: string;
  readonly role: IRole;
  readonly backbone: string;
  readonly instance: EndpointInstance;
  /** SageMaker's machine image; absent for its default. */
  readonly machineImage?: string | undefined;
  /** Absent where volumes have none. */
  readonly volumeKey?: IKey | undefined;
}

/** The functions that have the endpoints' port. */
export interface Callers {
  readonly deploy: LikenessFunction;
  readonly smokeTest: LikenessFunction;
  /** Where the stack has an API, whose promotions deploy. */
  readonly api?: LikenessFunction | undefined;
  /** Those that take adapters off the endpoint and do nothing else with it. */
  readonly removers?: readonly LikenessFunction[];
}

/** What functions of a mode know and may do, besides calling the shared endpoint. */
interface Access {
  readonly variables: Readonly<Record<string, string>>;
  readonly deploy: readonly PolicyStatement[];
  readonly smokeTest: readonly PolicyStatement[];
  readonly remove: readonly PolicyStatement[];
  /** Kinds of resources that the statements mean by how their names begin. */
  readonly kinds: readonly string[];
}

/** Has functions serve adapters in the mode: tells them what that takes, and lets them do it and no more. */
export function admitMode(scope: Construct, mode: EndpointMode, serving: Serving, callers: Callers): void {
  if (mode === 'shared') return;
  const access = mode === 'component' ? componentAccess(scope, serving) : dedicatedAccess(scope, serving);
  const { deploy, smokeTest, api, removers = [] } = callers;
  const admitted = [
    [deploy, access.deploy],
    [smokeTest, access.smokeTest],
    ...(api === undefined ? [] : [[api, access.deploy] as const]),
    ...removers.map((remover) => [remover, access.remove] as const),
  ] as const;
  for (const [{ function: made, role }, statements] of admitted) {
    const variables = { LIKENESS_ENDPOINT_MODE: mode, ...access.variables };
    for (const [variable, value] of Object.entries(variables)) made.addEnvironment(variable, value);
    for (const statement of statements) role.addToPolicy(statement);
    const findings = access.kinds.map((kind) => [`Resource::${sagemakerArn(kind)}/${servingNameStart}*`, ofAll]);
    acknowledgeWildcards(role, Object.fromEntries(findings));
  }
}

const sagemakerArn = (kind: string): string => `arn:<AWS::Partition>:sagemaker:<AWS::Region>:<AWS::AccountId>:${kind}`;

const ofAll = 'Named by digests of adapters and subjects, which runs bring; the prefix is of what functions make.';

/** ARN of everything of the kind that functions make, or of the one that is named. */
function arnOf(scope: Construct, kind: string, name = `${servingNameStart}*`): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: kind, resourceName: name });
}

/** Components on the shared endpoint, one an adapter. */
function componentAccess(scope: Construct, { endpointName, componentName }: Serving): Access {
  const component = arnOf(scope, 'inference-component');
  const actions = ['AddTags', 'DeleteInferenceComponent', 'DescribeInferenceComponent', 'InvokeEndpoint'];
  return {
    variables: { LIKENESS_ENDPOINT_COMPONENT: componentName },
    deploy: [
      allow(['sagemaker:CreateInferenceComponent'], [arnOf(scope, 'endpoint', endpointName), component]),
      allow(
        actions.map((action) => `sagemaker:${action}`),
        [component],
      ),
    ],
    smokeTest: [allow(['sagemaker:InvokeEndpoint'], [component])],
    remove: [allow(['sagemaker:DeleteInferenceComponent'], [component])],
    kinds: ['inference-component'],
  };
}

/** Endpoints, one a subject, on the shared one's instance type and with its role. */
function dedicatedAccess(scope: Construct, { role, backbone, instance, machineImage, volumeKey }: Serving): Access {
  const kinds = ['endpoint', 'endpoint-config', 'model'] as const;
  const [endpoint, config, model] = kinds.map((kind) => arnOf(scope, kind)) as [string, string, string];
  return {
    variables: {
      LIKENESS_SERVING_ROLE_ARN: role.roleArn,
      LIKENESS_SERVING_INSTANCE: instance.type,
      LIKENESS_SERVING_BACKBONE: backbone,
      ...(machineImage !== undefined && { LIKENESS_SERVING_MACHINE_IMAGE: machineImage }),
      ...(volumeKey !== undefined && { LIKENESS_SERVING_KEY_ARN: volumeKey.keyArn }),
    },
    deploy: [
      allow(['sagemaker:CreateEndpoint'], [endpoint, config]),
      allow(['sagemaker:CreateEndpointConfig'], [config], {
        'ForAllValues:StringEquals': { 'sagemaker:InstanceTypes': [instance.type] },
      }),
      allow(['sagemaker:CreateModel', 'sagemaker:DeleteModel'], [model]),
      allow(['sagemaker:DeleteEndpointConfig'], [config]),
      allow(['sagemaker:DeleteEndpoint', 'sagemaker:DescribeEndpoint', 'sagemaker:InvokeEndpoint'], [endpoint]),
      allow(['sagemaker:AddTags'], [endpoint, config, model]),
      allow(['iam:PassRole'], [role.roleArn], {
        StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
      }),
      ...(volumeKey === undefined ? [] : [lendKey(volumeKey)]),
    ],
    smokeTest: [allow(['sagemaker:InvokeEndpoint'], [endpoint])],
    remove: [
      allow(['sagemaker:DeleteEndpoint'], [endpoint]),
      allow(['sagemaker:DeleteEndpointConfig'], [config]),
      allow(['sagemaker:DeleteModel'], [model]),
    ],
    kinds,
  };
}
