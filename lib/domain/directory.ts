import { z } from 'zod';
import { InputError } from './errors.ts';
import { machineClient, type Scope } from './identity.ts';
import { NAME } from './keys.ts';

/** One `@` between texts without spaces, which is all that can be told without sending mail. */
const email = /^[^\s@]{1,64}@[^\s@]{1,190}$/;

/**
 * The address in the one form in which addresses are compared.
 * @throws InputError `OptionInvalid`
 */
export function emailOf(text: string): string {
  if (email.test(text)) return text.toLowerCase();
  throw new InputError('OptionInvalid', `'${text}' is no address for mail.`);
}

/** @throws InputError `OptionInvalid` for a name that no client has, and for no scopes */
export function checkClient({ name, scopes }: { readonly name: string; readonly scopes: readonly Scope[] }): void {
  if (!NAME.test(name)) {
    const form = 'lower-case letters, digits and hyphens, 63 at most';
    throw new InputError('OptionInvalid', `A client's name has ${form}; not '${name}'.`);
  }
  if (scopes.length === 0) throw new InputError('OptionInvalid', 'A client needs one scope at least.');
}

export const memberUnknown = (username: string): InputError =>
  new InputError('MemberUnknown', `There is no member ${username}.`);

export const clientUnknown = (clientId: string): InputError =>
  new InputError('ClientUnknown', `There is no client ${clientId}.`);

/** Of whoever has an account already: of this tenant or another, which is not said. */
export const emailTaken = (address: string): InputError =>
  new InputError('NameTaken', `${address} has an account already, and belongs to one tenant alone.`);

/** What a tenant's list of its machine clients has of each. */
export const listedClient = machineClient.omit({ tenant: true }).extend({ clientId: z.string() });
