import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { InputError } from '../domain/errors.ts';
import { webhookLimits } from '../domain/webhooks.ts';
import type { PostError } from '../ports/posts.ts';
import { isLoopback, isPublic } from './addresses.ts';

/** An address and its family, 4 or 6. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** What may be posted to besides https on the public internet. */
export interface TargetRules {
  /** Plain http too, also on its port 80. For receivers that run on the developer's own machine. */
  readonly allowInsecure?: boolean;
  /** This machine itself (127.0.0.0/8, ::1) too. For the same. */
  readonly allowLoopback?: boolean;
  /** Every address of a name; the system's answer unless given. */
  readonly resolve?: (name: string) => Promise<readonly Address[]>;
}

const systemAddresses = (name: string): Promise<readonly Address[]> => lookup(name, { all: true });

const refuse = (reason: string): never => {
  throw new InputError('WebhookInvalid', `A webhook's URL ${reason}.`);
};

/**
 * The URL, as far as it can be judged by itself. Its host is a name, or an IP address in its one normal spelling:
 * URLs take them in decimal, octal, hexadecimal and wide digits, and give all of them back as the address that they are.
 * @throws InputError `WebhookInvalid`
 */
export function parseTarget(text: string, rules: TargetRules): URL {
  if (text.length > webhookLimits.url) refuse(`has at most ${webhookLimits.url} characters`);
  const url = URL.canParse(text) ? new URL(text) : refuse('is a whole one, like https://example.com/hooks');
  const plain = url.protocol === 'http:' && rules.allowInsecure === true;
  if (url.protocol !== 'https:' && !plain) refuse('begins with https://');
  if (url.username !== '' || url.password !== '') {
    refuse('carries no user or password: everything sent there is signed instead');
  }
  // The scheme's own port reads as none. Below 1024 are mail, remote shells and such, which a POST could speak to.
  const port = Number(url.port);
  if (port !== 0 && port < 1024 && !(rules.allowInsecure && port === 80)) refuse('has port 443, or one from 1024 on');
  return url;
}

/** The host as a connection takes it: an IPv6 address without the brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * Every address that the host has at this moment. One that may not be posted to spoils all of them, for which of
 * several is used is nobody's choice, and a name that has both kinds means no good.
 */
export async function addressesOf(host: string, rules: TargetRules): Promise<readonly Address[] | PostError> {
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host, rules) : [{ address: host, family }];
  if (addresses.length === 0) return 'TargetUnreachable';
  const isAllowed = ({ address }: Address) =>
    isPublic(address) || (rules.allowLoopback === true && isLoopback(address));
  return addresses.every(isAllowed) ? addresses : 'TargetForbidden';
}

async function resolve(name: string, { resolve: ask = systemAddresses }: TargetRules): Promise<readonly Address[]> {
  try {
    return await ask(name);
  } catch {
    return [];
  }
}
