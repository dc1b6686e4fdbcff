import { resolve } from 'node:path';
import type { Answered } from '../../functions/api/context.ts';
import { InputError } from '../../lib/domain/errors.ts';
import { type ModelKind, NAME } from '../../lib/domain/keys.ts';
import { presetNamed, presetNames } from '../../lib/domain/presets.ts';
import { type Installation, installation } from '../../lib/local/installation.ts';
import { invitationAddress } from '../../lib/local/invitations.ts';
import { modelFolder } from '../../lib/local/models.ts';
import { openService } from '../../lib/local/service.ts';
import { requireModels } from '../../lib/ports/models.ts';
import { readOptions } from '../options.ts';
import { onSignals } from '../signals.ts';
import type { CommandStreams } from '../streams.ts';
import { oneLine } from '../terminal/one-line.ts';

const options = {
  port: { type: 'string', default: '8080' },
  host: { type: 'string', default: '127.0.0.1' },
  'public-url': { type: 'string' },
  origin: { type: 'string', multiple: true, default: [] as string[] },
  tenant: { type: 'string', default: 'local' },
  backbone: { type: 'string' },
  'runs-at-once': { type: 'string', default: '1' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** `likeness up`. Returns the exit status once it was interrupted. */
export async function up(args: string[], io: CommandStreams): Promise<number> {
  const asked = parsed(args);
  const here = installation();
  const { data, json, host, 'public-url': publicUrl, origin, tenant } = asked;
  if (!NAME.test(tenant))
    throw new InputError('OptionInvalid', `--tenant takes small letters, digits and hyphens, not '${tenant}'.`);
  const line = (document: object): void => void io.stdout.write(`${JSON.stringify({ version: 1, ...document })}\n`);
  const place = data === undefined ? here : { ...here, data: resolve(data) };
  const service = await openService(await onBackbone(place, asked.backbone, data), {
    port: whole('port', asked.port, 0, 65_535),
    host,
    ...(publicUrl !== undefined && { publicUrl: addressOf(publicUrl) }),
    origins: origin,
    runsAtOnce: whole('runs-at-once', asked['runs-at-once'], 1, 16),
    onAnswer: (answer) => (json ? line({ request: requestLine(answer) }) : io.stdout.write(told(answer))),
    report: (error) => io.stderr.write(`${oneLine(String(error))}\n`),
  });
  const invited = await service.invitations.addFirst(tenant);
  const signIn = invited && invitationAddress(service.url, invited);
  if (json) line({ url: service.url, signIn });
  else {
    const first =
      signIn === null ? '' : `sign in   ${signIn}\n          once, within a day, as an admin of ${tenant}\n`;
    io.stdout.write(
      `likeness is up at ${service.url}\n${first}token     npx likeness token --tenant NAME\nend       Ctrl-C\n\n`,
    );
  }
  await interrupted();
  await service.close();
  return 0;
}

const parsed = (args: string[]) => readOptions('up', { args, options, allowPositionals: false }).values;

/** @throws InputError `SetupIncomplete` for a backbone that is not here */
async function onBackbone(
  place: Installation,
  name: string | undefined,
  data: string | undefined,
): Promise<Installation> {
  if (name === undefined) return place;
  const known = [...new Set(presetNames().map((preset) => presetNamed(preset).backbone))];
  if (!known.includes(name))
    throw new InputError('OptionInvalid', `--backbone takes ${known.join(', ')}; not '${name}'.`);
  const find = (kind: ModelKind, model: string) => modelFolder(place, kind, model);
  const { backbone } = await requireModels(
    { backbone: name, generator: null },
    find,
    data === undefined ? '' : ` --data ${data}`,
  );
  return { ...place, backbone };
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value >= least && value <= most) return value;
  throw new InputError('OptionInvalid', `--${option} takes a whole number from ${least} to ${most}, not '${text}'.`);
}

function addressOf(text: string): string {
  const url = URL.parse(text);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return text.replace(/\/+$/, '');
  throw new InputError(
    'OptionInvalid',
    `--public-url takes an address such as https://likeness.example, not '${text}'.`,
  );
}

const requestLine = ({ error, ...answer }: Answered) => ({ ...answer, error: error && String(error) });

function told({ method, route, status, milliseconds, tenant, error }: Answered): string {
  const time = new Date().toISOString().slice(11, 19);
  const fault = error === null ? '' : `  ${oneLine(String(error.cause ?? error))}`;
  return `${time}  ${status}  ${method.padEnd(6)} ${route}  ${milliseconds} ms  ${tenant ?? '-'}${fault}\n`;
}

function interrupted(): Promise<void> {
  const { signal } = onSignals();
  return new Promise((resolveSoon) => signal.addEventListener('abort', () => resolveSoon(), { once: true }));
}
