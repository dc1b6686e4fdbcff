import { z } from 'zod';
import { type Identity, identityKinds, roles, scopes } from '../../lib/domain/identity.ts';
import { NAME } from '../../lib/domain/keys.ts';

/** An identity the way API Gateway hands it from the authorizer to the API: text alone, the scopes separated by spaces. */
export const identityContext = ({ scopes, ...identity }: Identity) => ({ ...identity, scopes: scopes.join(' ') });

/** API Gateway adds members of its own to the authorizer's. */
const requestContext = z.object({
  authorizer: z.object({
    tenant: z.string().regex(NAME),
    principal: z.string().min(1),
    role: z.enum(roles),
    scopes: z
      .string()
      .transform((text) => text.split(' '))
      .pipe(z.array(z.enum(scopes))),
    kind: z.enum(identityKinds),
    name: z.string().min(1),
  }),
});

/**
 * The identity that the authorizer found, from the request context of an API Gateway event.
 * @throws ZodError for a request that came past the authorizer
 */
export const identityFromContext = (context: unknown): Identity => requestContext.parse(context).authorizer;
