import { z } from 'zod';
import { InputError } from '../../lib/domain/errors.ts';
import { type AuthenticationPorts, authenticate } from './authenticate.ts';
import { identityContext } from './identity-context.ts';

/** The event of a REST API's authorizer of type REQUEST; headers are spelled as the client did. */
const requestEvent = z.object({
  type: z.literal('REQUEST'),
  /** `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{verb}/{path}` */
  methodArn: z.string().regex(/^arn:[^/]+\/[^/]+\//),
  headers: z.record(z.string(), z.string()).nullish(),
  /** Beside `headers`, which have the last of several values. */
  multiValueHeaders: z.record(z.string(), z.array(z.string())).nullish(),
});

/** What API Gateway does with the request, and hands on with it. */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly [
      { readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string },
    ];
  };
  readonly context: Readonly<Record<string, string>>;
}

/**
 * The API's authorizer. It needs nothing of the home, which it would have to be told whole.
 *
 * A token's answer is kept for a while and used for other routes too, so it is about the whole stage: which route takes
 * which scope is the API's to say.
 *
 * @throws Error `Unauthorized`, which is API Gateway's word for answering 401
 */
export function create(ports: AuthenticationPorts) {
  return async (event: unknown): Promise<AuthorizerAnswer> => {
    const { methodArn, headers, multiValueHeaders } = requestEvent.parse(event);
    const stage = `${methodArn.split('/', 2).join('/')}/*`;
    try {
      const identity = await authenticate(ports, authorizationOf(multiValueHeaders ?? headers ?? {}));
      return answer('Allow', stage, identity.principal, identityContext(identity));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { code, message } = error;
      // The words of a 403 can be handed on, to a gateway response's `$context.authorizer`; those of a 401 can't.
      if (code === 'NotPermitted') return answer('Deny', stage, 'nobody', { code, message });
      throw new Error('Unauthorized', { cause: error });
    }
  };
}

/** The one value of the header; of several, which one the answer would be kept for is not said. */
function authorizationOf(headers: Readonly<Record<string, string | string[]>>): string | undefined {
  const values = Object.entries(headers).flatMap(([name, all]) => (name.toLowerCase() === 'authorization' ? all : []));
  return values.length === 1 ? values[0] : undefined;
}

const answer = (
  Effect: 'Allow' | 'Deny',
  Resource: string,
  principalId: string,
  context: AuthorizerAnswer['context'],
): AuthorizerAnswer => ({
  principalId,
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  context,
});
