import type { ApiContext, ApiHome } from './context.ts';
import { referenceOf, uploadIdOf } from './run-document.ts';
import { requireRun } from './runs.ts';

/** What an operation on one run reads may answer with besides. */
export const ofOneRun = { scope: 'likeness/read', problems: [404] } as const;

/**
 * The asker's run of that id, and where its things are.
 * @throws InputError `RunUnknown`
 */
export async function foundRun(context: ApiContext, { home: { bucket } }: Pick<ApiHome, 'home'>, run: string) {
  const { tenant } = context.get('identity');
  const item = await requireRun(context.get('ports'), tenant, run);
  return { item, tenant, reference: referenceOf(item, tenant, bucket), upload: uploadIdOf(item) };
}
