import type { Tokens } from './provider.ts';

const place = 'likeness.refresh';

/** Tokens as another tab renewed them, for tabs that have the refresh token that was used. */
interface Renewed {
  readonly used: string;
  readonly tokens: Tokens;
}

/**
 * The refresh token in the tab's session storage: it survives a reload and ends with the tab. A script that got into the page
 * could read it there; in memory alone, each reload would ask for a click. The policy of the page lets no foreign script in,
 * and the token is good for one use, whose repetition ends the sign-in.
 *
 * A tab that is duplicated takes a copy along. Since a used token must never come again, whoever renews tells the others.
 */
export function keptToken(onRenewed: (tokens: Tokens) => void) {
  const channel = new BroadcastChannel(place);
  channel.addEventListener('message', ({ data }: MessageEvent<Renewed>) => {
    if (data.used !== sessionStorage.getItem(place)) return;
    sessionStorage.setItem(place, data.tokens.refresh_token ?? data.used);
    onRenewed(data.tokens);
  });
  return {
    get: (): string | null => sessionStorage.getItem(place),
    set: (token: string): void => sessionStorage.setItem(place, token),
    forget: (): void => sessionStorage.removeItem(place),
    tell: (used: string, tokens: Tokens): void => channel.postMessage({ used, tokens } satisfies Renewed),
    /** One tab at a time; the next turn begins once the others have heard of what came of this one. */
    inTurn: <T>(work: () => Promise<T>): Promise<T> =>
      navigator.locks.request(place, async () => {
        const done = await work();
        await new Promise((resolve) => setTimeout(resolve, 50));
        return done;
      }) as Promise<T>,
  };
}
