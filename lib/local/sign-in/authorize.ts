import type { Context, Hono } from 'hono';
import type { Clock } from '../../ports/clock.ts';
import type { People, Person } from '../people.ts';
import { type AuthorizationRequest, judge, returning } from './authorization.ts';
import type { Cookies } from './cookies.ts';
import type { Grants } from './grants.ts';
import { continueForm, message, type Page, show, signInForm } from './pages.ts';
import { formOf } from './parameters.ts';
import type { WrongPasswords } from './wrong-passwords.ts';

export interface AuthorizeOptions {
  readonly people: Pick<People, 'find' | 'authenticate'>;
  readonly wrongPasswords: WrongPasswords;
  readonly grants: Pick<Grants, 'newCode'>;
  readonly cookies: Cookies;
  readonly clock: Clock;
  /** The origins that people may be sent back to. */
  readonly registered: () => readonly string[];
}

/** Somebody who signed in, and when, in seconds since 1970. */
interface Present {
  readonly person: Person;
  readonly authTime: number;
}

/** Why a form was not taken, for the page that is shown again. */
interface Fault {
  readonly status: 403 | 429;
  readonly text: string;
  readonly user?: string;
}

/** `/oauth2/authorize`: the page, and its form, which is posted to the same address so that nothing of the request can change. */
export function routeAuthorize(app: Hono, options: AuthorizeOptions): void {
  const { people, wrongPasswords, grants, cookies, clock, registered } = options;

  /** Who is signed in, in this browser and still. */
  async function present(context: Context): Promise<Present | null> {
    const session = cookies.session(context);
    const person = session && (await people.find(session.user));
    return person && person.credential === session.credential ? { person, authTime: session.authTime } : null;
  }

  async function page(context: Context, request: AuthorizationRequest, fault: Fault | null) {
    const known = request.anew ? null : await present(context);
    const asked = { token: cookies.formToken(context), fault: fault?.text ?? null };
    const body =
      known === null
        ? signInForm({ ...asked, user: fault?.user ?? '' })
        : continueForm({ ...asked, user: known.person.user, other: anew(context) });
    const destinations = [new URL(request.redirectUri).origin];
    return show(context, { title: 'Sign in', body, status: fault?.status ?? 200, destinations });
  }

  /** Judges name and password. */
  async function byPassword(context: Context, form: URLSearchParams): Promise<Present | Fault> {
    const user = (form.get('user') ?? '').trim().toLowerCase();
    const wait = await wrongPasswords.begin(user);
    if (wait !== null) {
      context.header('Retry-After', String(wait));
      const minutes = Math.ceil(wait / 60);
      const when = minutes === 1 ? 'a minute' : `${minutes} minutes`;
      return { status: 429, text: `Too many tries with this user name. Try again in ${when}.`, user };
    }
    const person = await people.authenticate(user, form.get('password') ?? '');
    if (person === null) return { status: 403, text: 'The user name or the password is wrong.', user };
    await wrongPasswords.forget(user);
    const authTime = Math.floor(Date.parse(clock.now()) / 1000);
    cookies.begin(context, { user: person.user, credential: person.credential, authTime });
    return { person, authTime };
  }

  app.get('/oauth2/authorize', (context) => judged(context, registered(), (request) => page(context, request, null)));

  app.post('/oauth2/authorize', (context) =>
    judged(context, registered(), async (request) => {
      const form = await formOf(context);
      if (!cookies.isFormToken(context, form?.get('token') ?? '') || form === null) {
        const text = 'This page was out of date, or your browser keeps no cookies. Try again.';
        return page(context, request, { status: 403, text });
      }
      const found = form.has('continue') && !request.anew ? await present(context) : await byPassword(context, form);
      if (found === null || 'status' in found) return page(context, request, found);
      const { redirectUri, state, scope, challenge, nonce } = request;
      const { user, credential } = found.person;
      const signedIn = { user, credential, scope, authTime: found.authTime };
      const code = await grants.newCode({ ...signedIn, redirectUri, challenge, nonce });
      return context.redirect(returning(redirectUri, { code, state }), 303);
    }),
  );
}

/** Answers what can't be granted, and leaves the rest to `granted`. */
async function judged(
  context: Context,
  origins: readonly string[],
  granted: (request: AuthorizationRequest) => Promise<Response>,
): Promise<Response> {
  const judgement = judge(new URL(context.req.url).searchParams, origins);
  if (judgement.kind === 'granted') return granted(judgement.request);
  if (judgement.kind === 'returned') return context.redirect(judgement.to, 303);
  const refusal: Page = { title: "This address can't sign you in", body: message(judgement.reason), status: 400 };
  return show(context, refusal);
}

/** The same request, by which a person is asked for a password whoever is signed in. */
function anew(context: Context): string {
  const query = new URL(context.req.url).searchParams;
  query.set('prompt', 'login');
  return `?${query}`;
}
