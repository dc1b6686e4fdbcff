import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's parameters of scrypt with 16 MiB of memory. */
const cost = { ln: 14, r: 8, p: 5 };
/** A string of the PHC form, which says how it was made, so that the parameters can become others. */
const form = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]{22})\$([\w+/]{43})$/;
/** Nobody's, which takes as long to be compared with as anybody's. */
const nobody = phc(cost, Buffer.alloc(16), Buffer.alloc(32));

/** How many characters a password has. */
export const passwordLength = { least: 12, most: 256 };

/** What is wrong with a new password; null where nothing is. */
export function passwordFault(password: string): string | null {
  const { length } = [...password];
  if (length < passwordLength.least) return `A password has at least ${passwordLength.least} characters.`;
  return length > passwordLength.most ? `A password has at most ${passwordLength.most} characters.` : null;
}

/** All that is kept of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return phc(cost, salt, await hashOf(password, salt, cost));
}

/** Whether `kept` was made of this password. It takes the same time where nothing was kept. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const [, ln, r, p, salt = '', hash = ''] = form.exec(kept ?? nobody) ?? [];
  const found = await hashOf(password, Buffer.from(salt, 'base64'), { ln: Number(ln), r: Number(r), p: Number(p) });
  return timingSafeEqual(found, Buffer.from(hash, 'base64')) && kept !== null;
}

type Cost = typeof cost;

function phc({ ln, r, p }: Cost, salt: Uint8Array, hash: Uint8Array): string {
  const [s, h] = [salt, hash].map((bytes) => Buffer.from(bytes).toString('base64').replace(/=+$/, ''));
  return `$scrypt$ln=${ln},r=${r},p=${p}$${s}$${h}`;
}

/** Keyboards write one letter in several ways, hence the normal form. Longer than a password can be is none, and soon seen. */
function hashOf(password: string, salt: Uint8Array, { ln, r, p }: Cost): Promise<Buffer> {
  const text = password.slice(0, 2 * passwordLength.most + 1).normalize('NFKC');
  const options = { cost: 2 ** ln, blockSize: r, parallelization: p, maxmem: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, 32, options, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  });
}
