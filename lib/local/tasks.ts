import type { Json } from '../domain/digest.ts';
import { ServiceError } from '../domain/errors.ts';
import type { TrainingRunner } from './training/runner.ts';
import { StateFailure, type TaskCall, type TaskRunner } from './workflow/task.ts';

/** A handler as the workflow calls it. */
export type LocalFunction = (event: never) => Promise<unknown>;

const invoke = 'arn:aws:states:::lambda:invoke';
const train = 'arn:aws:states:::sagemaker:createTrainingJob.sync';

export const supportsResource = (resource: string): boolean => resource === invoke || resource === train;

/** Runs the workflow's tasks on this machine: functions in this process, training jobs as processes of their own. */
export function localTasks(functions: Readonly<Record<string, LocalFunction>>, runner: TrainingRunner): TaskRunner {
  return async (call) => {
    if (call.resource === invoke) return invokeFunction(functions, call);
    return JSON.parse(JSON.stringify(await runner.run(call.parameters, call))) as Json;
  };
}

async function invokeFunction(
  functions: Readonly<Record<string, LocalFunction>>,
  { parameters }: TaskCall,
): Promise<Json> {
  const { FunctionName: name, Payload: payload } = parameters as { FunctionName: string; Payload: Json };
  const handler = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (handler === undefined)
    throw new ServiceError('WorkflowUnsupported', `There is no function '${name}' on this machine.`);
  try {
    // As Lambda does, so that nothing but JSON passes between functions.
    const result: unknown = await handler(JSON.parse(JSON.stringify(payload)) as never);
    return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: JSON.parse(JSON.stringify(result ?? null)) };
  } catch (error) {
    throw lambdaFailure(error);
  }
}

/** The Error and Cause that Step Functions makes of a Lambda's exception. */
function lambdaFailure(error: unknown): StateFailure {
  if (!(error instanceof Error))
    return new StateFailure('Error', JSON.stringify({ errorType: 'Error', errorMessage: String(error) }));
  const trace = (error.stack ?? '').split('\n');
  const cause = JSON.stringify({ errorType: error.name, errorMessage: error.message, trace });
  return new StateFailure(error.name, cause, { origin: error });
}
