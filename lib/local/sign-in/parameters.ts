import type { Context } from 'hono';

/** The members of a form, as browsers and OAuth send them; null where the body is something else. */
export async function formOf(context: Context): Promise<URLSearchParams | null> {
  const [type] = (context.req.header('content-type') ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return null;
  return new URLSearchParams(await context.req.text());
}

/** Whether nothing, or none of these names, is there more than once, as OAuth has it: two readers might take another each. */
export const onlyOnce = (parameters: URLSearchParams, names: readonly string[] = [...parameters.keys()]): boolean =>
  names.every((name) => parameters.getAll(name).length <= 1);
