import {
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Json } from '../domain/digest.ts';
import { visitsOf } from '../domain/state-visits.ts';
import type { Executions } from '../ports/executions.ts';
import { happeningsIn } from './execution-happenings.ts';

/**
 * Executions of the state machine. Step Functions answers a second start with the same name and the
 * same input as it did the first while the execution runs, so `started` may be true twice for one execution; it never
 * makes two.
 */
export function stepFunctionsExecutions(
  client: SFNClient,
  stateMachineArn: string,
): Pick<Executions, 'start' | 'stop' | 'trace'> {
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

    async trace(name) {
      const executionArn = executionArnOf(stateMachineArn, name);
      const events = await historyOf(client, executionArn);
      const { definition } = await (events === undefined
        ? client.send(new DescribeStateMachineCommand({ stateMachineArn }))
        : client.send(new DescribeStateMachineForExecutionCommand({ executionArn })));
      return { definition: JSON.parse(definition ?? '{}') as Json, visits: visitsOf(happeningsIn(events ?? [])) };
    },
  };
}

/** Without inputs and outputs, which are the tenants'. Undefined where there is no such execution. */
async function historyOf(client: SFNClient, executionArn: string): Promise<HistoryEvent[] | undefined> {
  const asked = { executionArn, includeExecutionData: false };
  const found: HistoryEvent[] = [];
  try {
    for await (const { events = [] } of paginateGetExecutionHistory({ client, pageSize: 1000 }, asked)) {
      found.push(...events);
    }
    return found;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/** `arn:aws:states:REGION:ACCOUNT:stateMachine:MACHINE` names its executions `...:execution:MACHINE:NAME`. */
export const executionArnOf = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
