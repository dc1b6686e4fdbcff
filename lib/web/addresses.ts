import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 that is not the public internet's, or is a cloud's own (168.63.129.16 is Azure's host). */
const special4 = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);
special4.addAddress('168.63.129.16', 'ipv4');

/** Of IPv6 only this is handed out to the public internet: no loopback, local, multicast, mapped or NAT64 address is in it. */
const global6 = listOf('ipv6', [['2000::', 3]]);

/** Inside that: protocols' own and Teredo, documentation, 6to4. */
const special6 = listOf('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

const loopback4 = listOf('ipv4', [['127.0.0.0', 8]]);

function listOf(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}

/** Whether the address is this machine's own. */
export const isLoopback = (address: string): boolean =>
  isIPv4(address) ? loopback4.check(address, 'ipv4') : address === '::1';

/**
 * Whether the address is one of the public internet, where strangers may have us send things. The forms of IPv6 that
 * carry an IPv4 address are not, whichever they carry, and what is no address at all isn't either.
 */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !special4.check(address, 'ipv4') && !isLoopback(address);
  // A zone names an interface of this machine.
  if (!isIPv6(address) || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}
