import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';

/** Somebody who can change things, by the name that the log has for them. */
interface Principal {
  readonly label: string;
  readonly value: string;
}

export interface Principals {
  readonly people: readonly Principal[];
  readonly clients: readonly Principal[];
}

/** Who belongs to the tenant now: what they did is told under their address, which the log itself doesn't have. */
export function usePrincipals(): Asked<Principals> {
  const { likeness } = useService();
  return useAsked('principals', async (signal) => {
    const [members, clients] = await Promise.all([
      answerTo(likeness.http.GET('/v1/members', { signal })),
      answerTo(likeness.http.GET('/v1/clients', { signal })),
    ]);
    return {
      people: members.data.map(({ id, email }) => ({ label: email, value: `user:${id}` })),
      clients: clients.data.map(({ id, name }) => ({ label: name, value: `client:${id}` })),
    };
  });
}
