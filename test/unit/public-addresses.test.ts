import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { isPublic } from '../../lib/web/addresses.ts';
import { guardedPosts } from '../../lib/web/guarded-post.ts';

type Block = readonly [network: bigint, prefix: number];

const four = (text: string): bigint => text.split('.').reduce((value, part) => (value << 8n) + BigInt(part), 0n);
/** Of an IPv6 address whose last groups are zero: `six('2001:db8')`. */
const six = (text: string): bigint =>
  Array.from({ length: 8 }, (_, index) => text.split(':')[index] ?? '0').reduce(
    (value, group) => (value << 16n) + BigInt(`0x${group}`),
    0n,
  );
const block = (at: (text: string) => bigint, text: string): Block => {
  const [network = '', prefix] = text.split('/');
  return [at(network), Number(prefix)];
};

/** What IANA's registries of special addresses call not globally reachable, and what is not handed out. */
const blocked4 = (
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 ' +
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32 ' +
  '169.254.169.254/32 169.254.170.2/32 100.100.100.200/32 168.63.129.16/32'
)
  .split(' ')
  .map((text) => block(four, text));

const blocked6 = (
  '0:0:0:0:0:0:0:0/128 0:0:0:0:0:0:0:1/128 0:0:0:0:0:ffff/96 0:0:0:0:ffff/96 0/96 64:ff9b/96 64:ff9b:1/48 100/64 2001/32 2001:2/48 ' +
  '2001:10/28 2001:20/28 2001:db8/32 2002/16 3fff/20 5f00/16 fc00/7 fd00:ec2:0:0:0:0:0:254/128 fe80/10 fec0/10 ff00/8 4000/2 8000/1 0/3'
)
  .split(' ')
  .map((text) => block(six, text));

const within = (bits: number, value: bigint, [network, prefix]: Block): boolean =>
  value >> BigInt(bits - prefix) === network >> BigInt(bits - prefix);

/** An address in one of the blocks: its ends as often as its inside. */
function inBlocks(bits: number, blocks: readonly Block[]): fc.Arbitrary<bigint> {
  return fc.constantFrom(...blocks).chain(([network, prefix]) => {
    const last = (1n << BigInt(bits - prefix)) - 1n;
    return fc
      .oneof(fc.constantFrom(0n, last), fc.bigInt({ min: 0n, max: last }))
      .map((offset) => ((network >> BigInt(bits - prefix)) << BigInt(bits - prefix)) + offset);
  });
}

const dotted = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
const groupsOf = (value: bigint): string[] =>
  Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
const spelled = (value: bigint, radix: 8 | 10 | 16): string =>
  `${{ 8: '0', 10: '', 16: '0x' }[radix]}${value.toString(radix)}`;

/** An IPv4 address as somebody may write it who hopes that we read it otherwise than the network does. */
const spellings4 = (value: bigint): fc.Arbitrary<string> =>
  fc
    .record({
      parts: fc.integer({ min: 1, max: 4 }),
      radices: fc.array(fc.constantFrom(8 as const, 10 as const, 16 as const), { minLength: 4, maxLength: 4 }),
      disguise: fc.constantFrom(
        (text: string) => text,
        (text: string) => `${text}.`,
        (text: string) => text.toUpperCase().replaceAll('0X', '0x'),
        (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
        (text: string) => text.replaceAll('.', '\u3002'),
        (text: string) => text.replace(/\d/g, (digit) => `%3${digit}`),
      ),
    })
    .map(({ parts, radices, disguise }) => {
      // All parts but the last are a byte; the last is what is left.
      const bytes = Array.from({ length: parts - 1 }, (_, index) => (value >> BigInt(24 - 8 * index)) & 255n);
      const rest = value & ((1n << BigInt(32 - 8 * (parts - 1))) - 1n);
      return disguise([...bytes, rest].map((part, index) => spelled(part, radices[index] ?? 10)).join('.'));
    });

const spellings6 = (value: bigint): fc.Arbitrary<string> => {
  const groups = groupsOf(value);
  const full = groups.join(':');
  return fc.constantFrom(
    full,
    full.toUpperCase(),
    groups.map((group) => group.padStart(4, '0')).join(':'),
    full.replace(/(^|:)0(:0)+(:|$)/, '::'),
    `${groups.slice(0, 6).join(':')}:${dotted(value & 0xffffffffn)}`,
  );
};

/** The forms of IPv6 that carry an IPv4 address: mapped, compatible, translated, NAT64, 6to4. */
const carried = (value: bigint): fc.Arbitrary<bigint> =>
  fc.constantFrom(
    (0xffffn << 32n) + value,
    value,
    (0xffff0000n << 32n) + value,
    ((six('64:ff9b') >> 32n) << 32n) + value,
    (0x2002n << 112n) + (value << 80n),
  );

const message = { headers: {}, body: '' };
async function expectRefused(host: string): Promise<void> {
  const posts = guardedPosts();
  const url = `https://${host}/hooks`;
  await expect(posts.check(url)).rejects.toMatchObject({ code: 'WebhookInvalid' });
  expect(await posts.post(url, message)).toEqual({ error: 'TargetForbidden' });
}

/** As a name's address, in the spelling that a resolver gives. */
async function expectUnreachableByName(address: string): Promise<void> {
  const resolve = async () => [{ address, family: isIPv6(address) ? 6 : 4 }];
  expect(await guardedPosts({ resolve }).post('https://hooks.example/', message)).toEqual({ error: 'TargetForbidden' });
}

describe('an address that is not of the public internet', () => {
  test('is refused in every spelling of IPv4', async () => {
    const law = fc.asyncProperty(
      inBlocks(32, blocked4).chain((value) => fc.tuple(fc.constant(value), spellings4(value))),
      async ([value, spelling]) => {
        await expectRefused(spelling);
        await expectUnreachableByName(dotted(value));
      },
    );
    await fc.assert(law, { numRuns: 1000 });
  });

  test('is refused in every spelling of IPv6', async () => {
    const law = fc.asyncProperty(
      inBlocks(128, blocked6).chain((value) => fc.tuple(fc.constant(value), spellings6(value))),
      async ([value, spelling]) => {
        await expectRefused(`[${spelling}]`);
        await expectUnreachableByName(spelling);
        await expectUnreachableByName(`${groupsOf(value).join(':')}%eth0`);
      },
    );
    await fc.assert(law, { numRuns: 1000 });
  });

  test('is refused inside of IPv6, and so is any other', async () => {
    const any = fc.oneof(inBlocks(32, blocked4), fc.bigInt({ min: 0n, max: 0xffffffffn }));
    const law = fc.asyncProperty(any.chain(carried).chain(spellings6), async (spelling) => {
      await expectRefused(`[${spelling}]`);
      await expectUnreachableByName(spelling);
    });
    await fc.assert(law, { numRuns: 1000 });
  });
});

describe('an address of the public internet', () => {
  test('is taken wherever no block has it', () => {
    const v4 = fc.bigInt({ min: 0n, max: 0xffffffffn });
    fc.assert(
      fc.property(v4, (value) => {
        expect(isPublic(dotted(value))).toBe(!blocked4.some((some) => within(32, value, some)));
      }),
      { numRuns: 3000 },
    );
    const v6 = fc.bigInt({ min: 0n, max: (1n << 125n) - 1n }).map((low) => (1n << 125n) + low);
    // All of what protocols have of 2001::/23 is left out, of which the registry calls some reachable.
    const special = [...blocked6, block(six, '2001/23')];
    fc.assert(
      fc.property(v6, (value) => {
        expect(isPublic(groupsOf(value).join(':'))).toBe(!special.some((some) => within(128, value, some)));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.215.14',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('%s is one', (address) => expect(isPublic(address)).toBe(true));

  test.each(['', 'localhost', '127.1', '0x7f.0.0.1', '1.1.1.1.', '1.1.1.1/8', '::g', '[2606:4700::1111]'])(
    "'%s' is none",
    (text) => expect(isPublic(text)).toBe(false),
  );
});
