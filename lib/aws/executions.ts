import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Executions } from '../ports/executions.ts';

/**
 * Starts and stops executions of the state machine. Step Functions answers a second start with the same name and the
 * same input as it did the first while the execution runs, so `started` may be true twice for one execution; it never
 * makes two.
 */
export function stepFunctionsExecutions(
  client: SFNClient,
  stateMachineArn: string,
): Pick<Executions, 'start' | 'stop'> {
  return {
    async start(name, input) {
      try {
        const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
        const { executionArn } = await client.send(command);
        return { executionArn: executionArn ?? executionArnOf(stateMachineArn, name), started: true };
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
        return { executionArn: executionArnOf(stateMachineArn, name), started: false };
      }
    },

    async stop(name) {
      try {
        await client.send(new StopExecutionCommand({ executionArn: executionArnOf(stateMachineArn, name) }));
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },
  };
}

/** `arn:aws:states:REGION:ACCOUNT:stateMachine:MACHINE` names its executions `...:execution:MACHINE:NAME`. */
const executionArnOf = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
