import { join, resolve } from 'node:path';
import { InputError } from '../../lib/domain/errors.ts';
import { roles, scopes } from '../../lib/domain/identity.ts';
import { localClients } from '../../lib/local/clients.ts';
import { localDirectory } from '../../lib/local/directory.ts';
import { makeFolder } from '../../lib/local/home.ts';
import { installation } from '../../lib/local/installation.ts';
import { type Issuer, openIssuer } from '../../lib/local/issuer.ts';
import { sqliteRecords } from '../../lib/local/records.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { readOptions } from '../options.ts';
import type { CommandStreams } from '../streams.ts';

export const tokenUsage = `likeness token --tenant T [options]
likeness token --tenant T --client NAME --scopes LIST [options]

Prints an access token for the API of this machine, or registers a machine client, which asks for its tokens itself.

  --tenant T      whose data the token is for
  --user NAME     the person; operator unless given
  --role ROLE     member or admin; member unless given
  --hours N       how long the token lasts, 24 at most; 1 unless given
  --client NAME   registers a machine client and prints its id and, this once, its secret
  --scopes LIST   what the client may do, separated by commas: ${scopes.join(', ')}
  --data DIR      where runs are kept; .likeness of the installation unless given
  --json          one JSON document on standard output
`;

const options = {
  tenant: { type: 'string' },
  user: { type: 'string' },
  role: { type: 'string' },
  hours: { type: 'string' },
  client: { type: 'string' },
  scopes: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parsed>;

/** `likeness token`. Returns the exit status. */
export async function token(args: string[], io: CommandStreams, place = installation()): Promise<number> {
  const asked = parsed(args);
  const { tenant, data = place.data } = asked;
  const empty = Object.entries(asked).find(([, value]) => value === '');
  if (empty !== undefined)
    throw new InputError('OptionInvalid', `--${empty[0]} is empty. Say what it is, or leave it out.`);
  if (tenant === undefined) throw new InputError('OptionInvalid', 'Say whose data the token is for: --tenant T.');
  const print = asked.client === undefined ? personPrinter(asked, tenant) : clientPrinter(asked, tenant, asked.client);
  const folder = resolve(data);
  await makeFolder(folder);
  await print(await openIssuer(join(folder, 'issuer')), folder, io);
  return 0;
}

const parsed = (args: string[]) => ({ ...readOptions('token', { args, options }).values });

/** Checked before anything is made, hence in two steps. */
type Printer = (issuer: Issuer, data: string, io: CommandStreams) => Promise<void>;

function personPrinter(asked: Options, tenant: string): Printer {
  const { user = 'operator', role: text = 'member', hours = '1', json } = asked;
  if (asked.scopes !== undefined)
    throw new InputError(
      'OptionInvalid',
      '--scopes are of a machine client: give --client too. A person has a --role.',
    );
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new InputError('OptionInvalid', `--role takes ${roles.join(' or ')}, not '${text}'.`);
  if (!/^\d+(\.\d+)?$/.test(hours) || Number(hours) > 24 || Number(hours) * 3600 < 1)
    throw new InputError('OptionInvalid', `--hours takes a number, 24 at most, not '${hours}'.`);
  const seconds = Math.floor(Number(hours) * 3600);
  return async (issuer, _data, io) => {
    const expiresAt = new Date(Date.parse(systemClock.now()) + seconds * 1000).toISOString();
    const issued = await issuer.issue({ tenant, user, role, seconds });
    const result = { version: 1, token: issued, tenant, user, role, expiresAt };
    io.stdout.write(json ? `${JSON.stringify(result)}\n` : `${issued}\n`);
  };
}

function clientPrinter(asked: Options, tenant: string, name: string): Printer {
  const misplaced = (['user', 'role', 'hours'] as const).find((option) => asked[option] !== undefined);
  if (misplaced !== undefined)
    throw new InputError('OptionInvalid', `--${misplaced} is of a person's token: leave it out, or --client.`);
  const granted = scopesIn(asked.scopes ?? '');
  return async (issuer, data, io) => {
    const records = sqliteRecords(join(data, 'records.sqlite'));
    try {
      const clients = localClients(records, issuer, systemClock);
      // Nobody is invited here, and so to no address.
      const directory = localDirectory({ records, clients, clock: systemClock, url: () => '' });
      const { clientId, secret } = await directory.createClient(tenant, { name, scopes: granted });
      if (asked.json) {
        io.stdout.write(`${JSON.stringify({ version: 1, clientId, secret, tenant, name, scopes: granted })}\n`);
      } else {
        io.stdout.write(`client    ${clientId}\nsecret    ${secret}\n`);
        io.stderr.write('The secret is not shown again: only a hash of it is kept.\n');
      }
    } finally {
      records.close();
    }
  };
}

function scopesIn(list: string) {
  const asked = list.split(',').filter((word) => word !== '');
  const unknown = asked.find((word) => !scopes.some((scope) => scope === word));
  if (asked.length === 0 || unknown !== undefined) {
    const but = unknown === undefined ? '' : `, not '${unknown}'`;
    throw new InputError('OptionInvalid', `--scopes takes some of ${scopes.join(', ')}, separated by commas${but}.`);
  }
  return scopes.filter((scope) => asked.includes(scope));
}
