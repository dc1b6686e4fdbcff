import { join, resolve } from 'node:path';
import { InputError } from '../../lib/domain/errors.ts';
import { type Role, roles } from '../../lib/domain/identity.ts';
import { makeFolder } from '../../lib/local/home.ts';
import { installation } from '../../lib/local/installation.ts';
import { invitationAddress, localInvitations } from '../../lib/local/invitations.ts';
import { localPeople } from '../../lib/local/people.ts';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { readOptions } from '../options.ts';
import type { CommandStreams } from '../streams.ts';
import { columns } from '../terminal/cells.ts';

export const memberUsage = `likeness member add --tenant T --user U [options]
likeness member list --tenant T [options]
likeness member remove --tenant T --user U [options]
likeness member role --tenant T --user U --role ROLE [options]

The people who may sign in on this machine. add prints an address at which the person chooses a password, once and within a day;
who has forgotten theirs is removed and added again. Who was removed gets no new tokens; those that are out hold for their hour.

  --tenant T   whose data the person sees
  --user U     the person's name, or address of e-mail; one person on this machine is called so
  --role ROLE  member or admin; member unless given
  --url URL    what likeness up is reached as; http://127.0.0.1:8080 unless given
  --data DIR   where runs are kept; .likeness of the installation unless given
  --json       one JSON document on standard output
`;

const options = {
  tenant: { type: 'string' },
  user: { type: 'string' },
  role: { type: 'string' },
  url: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

interface Asked {
  readonly tenant: string;
  readonly user: string;
  readonly role: Role;
  /** The service's. */
  readonly url: string;
}

interface Action {
  /** The options that it has besides `--tenant`. */
  readonly takes: readonly ('user' | 'role' | 'url')[];
  /** Those of them that must be said. */
  readonly needs: readonly ('user' | 'role')[];
  /** Does it, and says what came of it: as JSON, and in lines. */
  run(records: SqliteRecords, asked: Asked): Promise<{ readonly document: object; readonly lines: readonly string[] }>;
}

const actions: Readonly<Record<string, Action>> = {
  add: {
    takes: ['user', 'role', 'url'],
    needs: ['user'],
    async run(records, { tenant, user, role, url }) {
      const invited = await localInvitations(records, systemClock).add({ tenant, user, role });
      const address = invitationAddress(url, invited);
      return { document: { tenant, user, role, address, expiresAt: invited.expiresAt }, lines: [address] };
    },
  },
  list: {
    takes: [],
    needs: [],
    async run(records, { tenant }) {
      const members = (await localPeople(records).list(tenant)).map(({ tenant: _, ...member }) => member);
      const rows = members.map(({ user, role, invited }) => [user, role, invited ? 'invited' : '']);
      return { document: { tenant, members }, lines: columns(rows) };
    },
  },
  remove: {
    takes: ['user'],
    needs: ['user'],
    async run(records, { tenant, user }) {
      await localPeople(records).remove(tenant, user);
      return { document: { tenant, user }, lines: [`${user} can't sign in any more.`] };
    },
  },
  role: {
    takes: ['user', 'role'],
    needs: ['user', 'role'],
    async run(records, { tenant, user, role }) {
      await localPeople(records).setRole(tenant, user, role);
      return { document: { tenant, user, role }, lines: [`${user} is ${role} of ${tenant}.`] };
    },
  },
};

/** `likeness member`. Returns the exit status. */
export async function member(args: string[], io: CommandStreams, place = installation()): Promise<number> {
  const { action, asked, data = place.data, json } = parsed(args);
  const folder = resolve(data);
  await makeFolder(folder);
  const records = sqliteRecords(join(folder, 'records.sqlite'));
  try {
    const { document, lines } = await action.run(records, asked);
    const text = json ? JSON.stringify({ version: 1, ...document }) : lines.join('\n');
    if (text !== '') io.stdout.write(`${text}\n`);
  } finally {
    records.close();
  }
  return 0;
}

/** Checked before anything is made. */
function parsed(args: string[]) {
  const { values, positionals } = read(args);
  const [name = '', ...more] = positionals;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined || more.length > 0) throw invalid('Say one thing to do: add, list, remove or role.');
  const { tenant, user = '', role = 'member', url = 'http://127.0.0.1:8080', data, json } = values;
  const empty = Object.entries(values).find(([, value]) => value === '');
  if (empty !== undefined) throw invalid(`--${empty[0]} is empty. Say what it is, or leave it out.`);
  if (tenant === undefined) throw invalid('Say whose people: --tenant T.');
  for (const option of ['user', 'role', 'url'] as const) {
    if (values[option] !== undefined && !action.takes.includes(option)) throw invalid(`${name} takes no --${option}.`);
  }
  const missing = action.needs.find((option) => values[option] === undefined);
  if (missing !== undefined) throw invalid(`${name} needs --${missing}. See likeness member --help.`);
  return { action, asked: { tenant, user, role: roleIn(role), url: addressIn(url) }, data, json };
}

const read = (args: string[]) => readOptions('member', { args, options, allowPositionals: true });

function roleIn(text: string): Role {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw invalid(`--role takes ${roles.join(' or ')}, not '${text}'.`);
  return role;
}

function addressIn(text: string): string {
  const { protocol } = URL.parse(text) ?? {};
  if (protocol === 'http:' || protocol === 'https:') return text.replace(/\/+$/, '');
  throw invalid(`--url takes an address such as http://127.0.0.1:8080, not '${text}'.`);
}

const invalid = (message: string): InputError => new InputError('OptionInvalid', message);
