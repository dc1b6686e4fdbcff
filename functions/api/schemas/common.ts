import { z } from '@hono/zod-openapi';
import { NAME } from '../../../lib/domain/keys.ts';

export const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

export const time = z.iso.datetime().openapi({ description: 'ISO 8601 in UTC.' });

export const name = z.string().regex(NAME);

export const ulid = z.string().regex(ULID);

/** Whole micro-dollars on the wire: no rounding on the way, 1,000,000 are one dollar. */
export const usdMicros = z.int().openapi({ description: 'Millionths of a US dollar.' });

const mostOnPage = 100;

/** What a list takes besides its filters. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(mostOnPage).default(25),
  cursor: z.string().max(2000).optional().openapi({ description: 'The `next` of the page before.' }),
} as const;

/** The same of a list that is read whole: its cursor is how many come before. */
export const offsetPaging = {
  limit: paging.limit,
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
} as const;

export const pageOf = <T extends z.ZodType>(item: T, title: string) =>
  z
    .object({
      data: z.array(item),
      next: z.string().nullable().openapi({ description: 'The cursor of the next page; null on the last.' }),
    })
    .openapi(title);

/** A schema that has a name of its own in the document, or null: `nullable()` would make the named one null everywhere. */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});
