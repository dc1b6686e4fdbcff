import { z } from '@hono/zod-openapi';
import { roles, scopes } from '../../../lib/domain/identity.ts';
import { name, time } from './common.ts';

const id = z.string().regex(/^[\w-]{1,128}$/);

/** On one machine people are called by their addresses. */
const username = z.string().regex(/^[\w.@+-]{1,128}$/);

export const memberId = z.strictObject({ member: username.openapi({ param: { name: 'member', in: 'path' } }) });

export const clientId = z.strictObject({ client: id.openapi({ param: { name: 'client', in: 'path' } }) });

const role = z.enum(roles).openapi({ description: 'An admin may do all that a member may, and `likeness/admin`.' });

export const newMember = z
  .strictObject({
    email: z.string().max(255).openapi({ description: 'Where the invitation goes.', example: 'ann@example.com' }),
    role: role.default('member'),
  })
  .openapi('NewMember');

export const memberChanges = z.strictObject({ role }).openapi('MemberChanges');

export const memberSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role,
    status: z.enum(['invited', 'active']).openapi({ description: 'Invited until the first sign-in.' }),
    createdAt: time,
  })
  .openapi('Member');

export const invitedMember = memberSchema
  .extend({
    invitation: z.string().nullable().openapi({
      description:
        'Where they choose a password: hand it over, no other answer has it. Null where it is mailed to them.',
    }),
  })
  .openapi('InvitedMember');

export const newClient = z.strictObject({ name, scopes: z.array(z.enum(scopes)).min(1).max(20) }).openapi('NewClient');

export const clientSchema = z
  .object({ id: z.string(), name: z.string(), scopes: z.array(z.enum(scopes)), createdAt: time })
  .openapi('Client');

export const clientWithSecret = clientSchema
  .extend({
    secret: z.string().openapi({ description: 'Keep it: it is in no other answer, and nobody can read it again.' }),
  })
  .openapi('ClientWithSecret');
