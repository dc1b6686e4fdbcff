import type { Context, Hono } from 'hono';
import type { Clock } from '../../ports/clock.ts';
import type { Invitation, Invitations } from '../invitations.ts';
import { type People, userFault } from '../people.ts';
import type { Cookies } from './cookies.ts';
import { type JoinFaults, joinForm, message, show, toConsole } from './pages.ts';
import { formOf } from './parameters.ts';
import { passwordFault } from './passwords.ts';

export interface JoinOptions {
  readonly people: Pick<People, 'find'>;
  readonly invitations: Pick<Invitations, 'find' | 'accept'>;
  readonly cookies: Cookies;
  readonly clock: Clock;
}

/** `/oauth2/join?code=...`: where an invitation is taken, by choosing a password. */
export function routeJoin(app: Hono, { people, invitations, cookies, clock }: JoinOptions): void {
  const codeOf = (context: Context): string => context.req.query('code') ?? '';

  function page(
    context: Context,
    { tenant, user }: Invitation,
    typed: string,
    faults: JoinFaults,
    status: 200 | 403 | 422,
  ) {
    const asked = { token: cookies.formToken(context), tenant, named: user !== null, user: user ?? typed, faults };
    return show(context, { title: 'Choose a password', body: joinForm(asked), status });
  }

  const gone = (context: Context) =>
    show(context, {
      title: 'The invitation has ended',
      body: message('It was used already, or is more than a day old. Ask who gave you this address for another.'),
      status: 404,
    });

  app.get('/oauth2/join', async (context) => {
    const invitation = await invitations.find(codeOf(context));
    return invitation === null ? gone(context) : page(context, invitation, '', {}, 200);
  });

  app.post('/oauth2/join', async (context) => {
    const invitation = await invitations.find(codeOf(context));
    if (invitation === null) return gone(context);
    const form = await formOf(context);
    const typed = (form?.get('user') ?? '').trim().toLowerCase();
    if (form === null || !cookies.isFormToken(context, form.get('token') ?? '')) {
      const fault = 'This page was out of date, or your browser keeps no cookies. Try again.';
      return page(context, invitation, typed, { form: fault }, 403);
    }
    const password = form.get('password') ?? '';
    const faults = {
      user: (invitation.user === null && userFault(typed)) || undefined,
      password: passwordFault(password) ?? undefined,
      again: form.get('again') === password ? undefined : 'The two passwords differ.',
    };
    if (Object.values(faults).some((fault) => fault !== undefined)) {
      return page(context, invitation, typed, faults, 422);
    }
    const user = await invitations.accept(codeOf(context), typed, password);
    const person = user === null ? null : await people.find(user);
    if (person === null) return gone(context);
    const authTime = Math.floor(Date.parse(clock.now()) / 1000);
    cookies.begin(context, { user: person.user, credential: person.credential, authTime });
    const body = toConsole(
      `You are ${person.user}, ${person.role} of the tenant ${person.tenant}, and signed in on this machine.`,
    );
    return show(context, { title: 'Your password is set', body, status: 200 });
  });
}
