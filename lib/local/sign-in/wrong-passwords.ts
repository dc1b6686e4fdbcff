import { sha256 } from '../../domain/digest.ts';
import { wrongPasswordsKey } from '../../domain/keys.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Records } from '../../ports/records.ts';

/** How many passwords may be tried for one name in a quarter of an hour. */
export const mostTries = 10;
const quarter = 15 * 60;

/** Counts the passwords that are tried, for names that nobody has as well: else a refusal would tell which those are. */
export interface WrongPasswords {
  /** Counts a try before it is judged, so that many at once are no way around. Null, or in how many seconds to try again. */
  begin(user: string): Promise<number | null>;
  /** The password was right. */
  forget(user: string): Promise<void>;
}

export function wrongPasswords(records: Pick<Records, 'transact' | 'delete'>, clock: Clock): WrongPasswords {
  function now() {
    const seconds = Math.floor(Date.parse(clock.now()) / 1000);
    const number = Math.floor(seconds / quarter);
    return { seconds, number, end: (number + 1) * quarter };
  }
  return {
    async begin(user) {
      const { seconds, number, end } = now();
      const counted = await records.transact([
        {
          add: wrongPasswordsKey(sha256(user), number),
          ...{ amounts: { tries: 1 }, atMost: { tries: mostTries }, set: { expiresAt: end } },
        },
      ]);
      return counted ? null : end - seconds;
    },

    forget: (user) => records.delete(wrongPasswordsKey(sha256(user), now().number)),
  };
}
