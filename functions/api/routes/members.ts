import { z } from '@hono/zod-openapi';
import type { DirectoryClient, Member } from '../../../lib/ports/directory.ts';
import type { Api, ApiHome } from '../context.ts';
import { changeRole, createClient, removeMember } from '../members.ts';
import { operation } from '../operation.ts';
import { json, jsonBody } from '../schemas/common.ts';
import {
  clientId,
  clientSchema,
  clientWithSecret,
  invitedMember,
  memberChanges,
  memberId,
  memberSchema,
  newClient,
  newMember,
} from '../schemas/members.ts';

const tags = ['members'];
const scope = 'likeness/admin';

const operations = {
  list: operation(
    { scope },
    {
      method: 'get',
      path: '/v1/members',
      tags,
      summary: 'Who belongs to you, by their addresses',
      responses: { 200: json(z.object({ data: z.array(memberSchema) }).openapi('Members'), 'All of them.') },
    },
  ),
  invite: operation(
    { scope, problems: [409], answersSecret: true },
    {
      method: 'post',
      path: '/v1/members',
      tags,
      summary: 'Invite somebody',
      request: { body: jsonBody(newMember) },
      responses: { 201: json(invitedMember, 'The member, who is invited.') },
    },
  ),
  change: operation(
    { scope, problems: [404, 409] },
    {
      method: 'patch',
      path: '/v1/members/{member}',
      tags,
      summary: 'Give a member another role',
      description: 'It holds once their token ends, after an hour at most.',
      request: { params: memberId, body: jsonBody(memberChanges) },
      responses: { 200: json(memberSchema, 'The member.') },
    },
  ),
  remove: operation(
    { scope, problems: [404, 409] },
    {
      method: 'delete',
      path: '/v1/members/{member}',
      tags,
      summary: 'Remove a member and their account',
      description: 'It holds once their token ends, after an hour at most.',
      request: { params: memberId },
      responses: { 204: { description: 'They are gone.' } },
    },
  ),
  listClients: operation(
    { scope },
    {
      method: 'get',
      path: '/v1/clients',
      tags,
      summary: 'Your machine clients',
      responses: { 200: json(z.object({ data: z.array(clientSchema) }).openapi('Clients'), 'All of them.') },
    },
  ),
  createClient: operation(
    { scope, answersSecret: true },
    {
      method: 'post',
      path: '/v1/clients',
      tags,
      summary: "Make a machine client, which gets its tokens by OAuth's client credentials",
      request: { body: jsonBody(newClient) },
      responses: { 201: json(clientWithSecret, 'The client, with its secret.') },
    },
  ),
  deleteClient: operation(
    { scope, problems: [404] },
    {
      method: 'delete',
      path: '/v1/clients/{client}',
      tags,
      summary: 'Delete a machine client; its tokens end within five minutes',
      request: { params: clientId },
      responses: { 204: { description: 'It is gone.' } },
    },
  ),
} as const;

export function routeMembers(app: Api, { directory }: ApiHome): void {
  app.openapi(operations.list, async (context) => {
    const members = await directory.members(context.get('identity').tenant);
    return context.json({ data: members.map(told) }, 200);
  });
  app.openapi(operations.invite, async (context) => {
    const { tenant } = context.get('identity');
    const { invitation, ...member } = await directory.invite(tenant, context.req.valid('json'));
    const document = { ...told(member), invitation };
    return context.json(document, 201, { Location: `/v1/members/${encodeURIComponent(document.id)}` });
  });
  app.openapi(operations.change, async (context) => {
    const { tenant } = context.get('identity');
    const { member } = context.req.valid('param');
    const { role } = context.req.valid('json');
    return context.json(told(await changeRole(directory, tenant, member, role)), 200);
  });
  app.openapi(operations.remove, async (context) => {
    await removeMember(directory, context.get('identity').tenant, context.req.valid('param').member);
    return context.body(null, 204);
  });
  app.openapi(operations.listClients, async (context) => {
    const clients = await directory.clients(context.get('identity').tenant);
    return context.json({ data: clients.map(shown) }, 200);
  });
  app.openapi(operations.createClient, async (context) => {
    const { tenant } = context.get('identity');
    const { secret, ...made } = await createClient(directory, tenant, context.req.valid('json'));
    return context.json({ ...shown(made), secret }, 201, { Location: `/v1/clients/${made.clientId}` });
  });
  app.openapi(operations.deleteClient, async (context) => {
    await directory.deleteClient(context.get('identity').tenant, context.req.valid('param').client);
    return context.body(null, 204);
  });
}

const told = ({ username, ...member }: Member) => ({ id: username, ...member });

const shown = ({ clientId: id, scopes, ...client }: DirectoryClient) => ({ id, ...client, scopes: [...scopes] });
