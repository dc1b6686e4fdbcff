import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { passwordLength } from './passwords.ts';
import { style } from './style.ts';

type Html = ReturnType<typeof html>;

const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** The policy of a page, whose form leads nowhere but here and, by a redirection, to these origins. Nothing of it runs. */
export const policy = (destinations: readonly string[] = []): string =>
  [
    "default-src 'none'",
    `style-src ${styleSource}`,
    "img-src 'self'",
    `form-action ${["'self'", ...destinations].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly status: 200 | 400 | 403 | 404 | 422 | 429;
  /** Origins that the page's form may lead to. */
  readonly destinations?: readonly string[];
}

/** Answers with a page. */
export function show(context: Context, { title, body, status, destinations }: Page): Response | Promise<Response> {
  context.header('Content-Security-Policy', policy(destinations));
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="/console/icon.svg" type="image/svg+xml">
<title>${status === 200 ? '' : 'Error: '}${title} - Likeness</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<p class="name">Likeness</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
  return context.html(document, status);
}

/** A page that says one thing. */
export const message = (text: string): Html => html`<p>${text}</p>`;

/** A page that says one thing, and leads on to the console. */
export const toConsole = (text: string): Html =>
  html`${message(text)}
<p><a href="/">Open the console</a></p>`;

interface Field {
  readonly name: string;
  readonly label: string;
  /** The name that browsers and password managers have for it. */
  readonly autocomplete: 'username' | 'current-password' | 'new-password';
  readonly value?: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** The id of an error that is not this field's alone. */
  readonly shared?: string | undefined;
  readonly readonly?: boolean;
  readonly focused?: boolean;
}

function field({ name, label, autocomplete, value = '', hint, error, shared, readonly, focused }: Field): Html {
  const described = [hint && `${name}-hint`, error && `${name}-error`, shared].filter((id) => id !== undefined);
  const isName = autocomplete === 'username';
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${error && html`<p class="error" id="${name}-error">${error}</p>`}
<input id="${name}" name="${name}" type="${isName ? 'text' : 'password'}" autocomplete="${autocomplete}" required
${isName && html` value="${value}" maxlength="128" autocapitalize="none" spellcheck="false"`}
${!isName && html` maxlength="${passwordLength.most}"`}
${readonly && raw(' readonly')}${focused && raw(' autofocus')}
${(error ?? shared) && raw(' aria-invalid="true"')}${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}>
</div>`;
}

/** A form that is posted to the page's own address. */
const form = (token: string, body: Html): Html => html`<form method="post">
<input type="hidden" name="token" value="${token}">
${body}
</form>`;

const alert = (fault: string | null): Html | null =>
  fault === null ? null : html`<p class="alert" id="fault" role="alert">${fault}</p>`;

/** Asks for name and password. */
export function signInForm(asked: { token: string; user: string; fault: string | null }): Html {
  const shared = asked.fault === null ? undefined : 'fault';
  const known = asked.user !== '';
  return html`<p class="quiet">To the console of this machine</p>
${alert(asked.fault)}
${form(
  asked.token,
  html`${field({
    ...{ name: 'user', label: 'User name', autocomplete: 'username', value: asked.user },
    ...{ shared, focused: !known },
  })}
${field({ name: 'password', label: 'Password', autocomplete: 'current-password', shared, focused: known })}
<button type="submit">Sign in</button>`,
)}`;
}

/** Asks one who is signed in for a click. */
export const continueForm = (asked: { token: string; user: string; other: string; fault: string | null }): Html =>
  html`<p class="quiet">You are signed in as ${asked.user}</p>
${alert(asked.fault)}
${form(asked.token, html`<button type="submit" name="continue" value="yes" autofocus>Continue as ${asked.user}</button>`)}
<p class="other"><a href="${asked.other}">Sign in as someone else</a></p>`;

export interface JoinFaults {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly again?: string | undefined;
  /** Of no field. */
  readonly form?: string | undefined;
}

/** Asks for a new password, and for a name unless the person has one. */
export function joinForm(asked: {
  readonly token: string;
  readonly tenant: string;
  readonly named: boolean;
  readonly user: string;
  readonly faults: JoinFaults;
}): Html {
  const { named, user, faults } = asked;
  const focus = !named && (faults.user !== undefined || user === '') ? 'user' : 'password';
  const passwordHint = `At least ${passwordLength.least} characters; a few words are easy to remember.`;
  return html`<p class="quiet">You are invited to the tenant ${asked.tenant}</p>
${alert(faults.form ?? null)}
${form(
  asked.token,
  html`${field({
    ...{ name: 'user', label: 'User name', autocomplete: 'username', value: user, readonly: named },
    ...{ hint: named ? undefined : 'Small letters, digits and . _ @ + -' },
    ...{ error: faults.user, focused: focus === 'user' },
  })}
${field({
  ...{ name: 'password', label: 'Password', autocomplete: 'new-password', hint: passwordHint },
  ...{ error: faults.password, focused: focus === 'password' },
})}
${field({ name: 'again', label: 'Password again', autocomplete: 'new-password', error: faults.again })}
<button type="submit">Set password</button>`,
)}`;
}
