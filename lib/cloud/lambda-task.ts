import { Duration } from 'aws-cdk-lib';
import { JitterType, JsonPath, type RetryProps, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Json } from '../domain/digest.ts';
import type { LikenessFunction } from './likeness-function.ts';

export interface LambdaTaskProps {
  /** What the state calls. */
  readonly calls: LikenessFunction;
  /** Members of the state's data that the function gets, each under its own name. */
  readonly input: readonly string[];
  /**
   * Members that the function gets besides, the same in every execution.
   *
   * @default none
   */
  readonly constants?: Readonly<Record<string, Json>>;
  /**
   * Members of the function's answer that go on. The function must answer with every one.
   *
   * @default none: the answer is dropped
   */
  readonly output?: readonly string[];
  /**
   * The member of the state's data that the answer becomes.
   *
   * @default none: the answer is dropped
   */
  readonly as?: string;
}

/** A Task state that calls one function, retries what AWS calls transient, and ends in time. */
export class LambdaTask extends LambdaInvoke {
  constructor(scope: Construct, id: string, props: LambdaTaskProps) {
    const { calls, input, constants = {}, output, as } = props;
    if ((output === undefined) !== (as === undefined)) throw new Error(`${id}: "output" and "as" go together`);
    super(scope, id, {
      lambdaFunction: calls.function,
      payload: TaskInput.fromObject({ ...pick('$', input), ...constants }),
      ...(output === undefined ? {} : { resultSelector: pick('$.Payload', output) }),
      resultPath: as === undefined ? JsonPath.DISCARD : `$.${as}`,
      // The function's own limit comes first; this one is for a call that never answers.
      taskTimeout: Timeout.duration(calls.timeout.plus(Duration.seconds(30))),
      retryOnServiceExceptions: false,
    });
    this.addRetry(transient);
  }
}

/** Failures of Lambda, not of the handler. */
const transient: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.TooManyRequestsException',
  ],
  interval: Duration.seconds(2),
  maxAttempts: 6,
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  jitterStrategy: JitterType.FULL,
};

function pick(from: string, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(members.map((member) => [member, JsonPath.objectAt(`${from}.${member}`)]));
}
