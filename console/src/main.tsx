import '@cloudscape-design/global-styles/index.css';
import './app/colours.css';
import { createLikeness } from '@likeness/client';
import { createRoot, type Root } from 'react-dom/client';
import { loadConfig } from './app/config.ts';
import { Outside } from './app/outside.tsx';
import { Shell } from './app/shell.tsx';
import { lineOf, toldOf } from './app/told.ts';
import { tellingOfWaking } from './asking/waking.ts';
import type { Identity } from './auth/identity.ts';
import { SignInRefused } from './auth/provider.ts';
import { openSession, type Session } from './auth/session.ts';
import { hearLeaving, onceAgreed } from './routing/leaving.ts';
import { followLinks } from './routing/links.ts';
import { routeOf } from './routing/routes.ts';

const signedOutPath = '/signed-out';

/** Who uses the console: whoever just signed in or still is, else whoever signs in now. */
async function whoIsThere(session: Session): Promise<Identity> {
  if (location.pathname !== '/signed-in') return (await session.resume()) ?? session.signIn();
  const { identity, address } = await session.complete(new URLSearchParams(location.search));
  history.replaceState(null, '', address);
  return identity;
}

async function start(root: Root): Promise<void> {
  const config = await loadConfig();
  // Signing in works at one address alone, which `localhost` is not where 127.0.0.1 was said.
  if (location.origin !== config.url) return location.replace(config.url + location.pathname + location.search);
  const session = openSession(config);
  if (location.pathname === signedOutPath) {
    const signIn = () => void session.signIn('/');
    return root.render(
      <Outside title="You are signed out" button="Sign in" onPress={signIn}>
        In this browser, that is. What runs goes on running.
      </Outside>,
    );
  }
  const identity = await whoIsThere(session);
  const likeness = createLikeness({ baseUrl: config.api, token: session.token, fetch: tellingOfWaking });
  hearLeaving();
  followLinks((path) => routeOf(path) !== null);
  root.render(<Shell service={{ likeness, identity, signOut: () => onceAgreed(() => void session.signOut()) }} />);
}

const root = createRoot(document.getElementById('console') as HTMLElement);
start(root).catch((error: unknown) => {
  const title = error instanceof SignInRefused ? 'You are not signed in' : toldOf(error).header;
  // An answer of the provider is good once.
  const again = () => (location.pathname === '/signed-in' ? location.assign('/') : location.reload());
  root.render(
    <Outside title={title} button="Try again" onPress={again}>
      {lineOf(error)}
    </Outside>,
  );
});
