import { isOver } from '../../lib/domain/run.ts';
import { type Edge, graphOf } from '../../lib/domain/workflow-graph.ts';
import { progressOf, type StateProgress } from '../../lib/domain/workflow-progress.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { ApiPorts } from './context.ts';
import { executionNameOf } from './run-control.ts';

export interface RunWorkflow {
  readonly start: string;
  readonly states: StateProgress[];
  readonly edges: Edge[];
}

/** The run as what its workflow did, is doing and may still do. */
export async function runWorkflow(
  { executions }: Pick<ApiPorts, 'executions'>,
  item: RecordItem,
): Promise<RunWorkflow> {
  const { definition, visits } = await executions.trace(executionNameOf(item));
  const graph = graphOf(definition);
  const over = isOver(item.status);
  return { start: graph.start, states: progressOf(graph, visits, over), edges: [...graph.edges] };
}
