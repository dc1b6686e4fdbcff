import { InputError } from '../../lib/domain/errors.ts';
import { type Identity, identityOf, isMachine, machineClient } from '../../lib/domain/identity.ts';
import { clientKey } from '../../lib/domain/keys.ts';
import type { Records } from '../../lib/ports/records.ts';
import type { TokenVerifier } from '../../lib/ports/tokens.ts';

/** What it takes to know who is asking. */
export interface AuthenticationPorts {
  readonly tokens: TokenVerifier;
  readonly records: Pick<Records, 'get'>;
}

/**
 * Who is asking, by the header `Authorization` of a request.
 * @throws InputError `TokenMissing`, `TokenInvalid`, or `NotPermitted` for a token that is good and whose owner has no
 * place in any tenant; ServiceError `Internal`
 */
export async function authenticate(
  { tokens, records }: AuthenticationPorts,
  authorizationHeader: string | undefined,
): Promise<Identity> {
  const claims = await tokens.verify(bearerOf(authorizationHeader));
  if (!isMachine(claims)) return identityOf(claims);
  const record = await records.get(clientKey(claims.client_id));
  return identityOf(claims, record && machineClient.parse(record));
}

function bearerOf(header: string | undefined): string {
  const [, token] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  if (token !== undefined) return token;
  throw new InputError('TokenMissing', 'Send an access token, in the header: Authorization: Bearer TOKEN.');
}
