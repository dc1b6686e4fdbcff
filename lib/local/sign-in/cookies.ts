import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import { isSignature, signatureOf } from '../gateway/signatures.ts';

/** How long a person stays signed in here, in seconds: to sign in again, an application included, is one click. */
const sessionLasts = 12 * 3600;

const session = z.object({
  user: z.string(),
  /** The person's at that time. */
  credential: z.string(),
  /** When the password was given, in seconds since 1970. */
  authTime: z.number(),
});
export type Session = Readonly<z.infer<typeof session>>;

/** What a browser keeps: who signed in, and which browser it is, without which no form of ours is taken. */
export interface Cookies {
  session(context: Context): Session | null;
  begin(context: Context, session: Session): void;
  end(context: Context): void;
  /** What a form at the request's address has to bring along, from this browser. */
  formToken(context: Context): string;
  isFormToken(context: Context, given: string): boolean;
}

const names = { session: 'likeness-session', browser: 'likeness-browser' };

export function signInCookies(secret: Uint8Array, clock: Clock, baseUrl: () => string): Cookies {
  function scope() {
    const url = new URL(`${baseUrl()}/oauth2`);
    return { path: url.pathname, secure: url.protocol === 'https:', httpOnly: true, sameSite: 'Lax' } as const;
  }

  /** All that decides what the form does: another browser's, person's or request's token is none. */
  function formText(context: Context, browser: string): string {
    const { pathname, search } = new URL(context.req.url);
    return [browser, getCookie(context, names.session) ?? '', pathname + search].join('\n');
  }

  return {
    session(context) {
      const [, text = '', signature = ''] = /^([\w-]+)\.(\w+)$/.exec(getCookie(context, names.session) ?? '') ?? [];
      if (!isSignature(secret, 'session', text, signature)) return null;
      const found = session.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      return found.authTime + sessionLasts > Date.parse(clock.now()) / 1000 ? found : null;
    },

    begin(context, { user, credential, authTime }) {
      const text = Buffer.from(JSON.stringify({ user, credential, authTime })).toString('base64url');
      const value = `${text}.${signatureOf(secret, 'session', text)}`;
      setCookie(context, names.session, value, { ...scope(), maxAge: sessionLasts });
    },

    end: (context) => void deleteCookie(context, names.session, scope()),

    formToken(context) {
      const known = getCookie(context, names.browser);
      const browser = known ?? randomBytes(32).toString('base64url');
      if (known === undefined) setCookie(context, names.browser, browser, scope());
      return signatureOf(secret, 'form', formText(context, browser));
    },

    isFormToken(context, given) {
      const browser = getCookie(context, names.browser);
      return browser !== undefined && isSignature(secret, 'form', formText(context, browser), given);
    },
  };
}
