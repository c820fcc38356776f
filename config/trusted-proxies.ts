import { isIP } from 'node:net';

/** Whose `X-Forwarded-For` is believed: so many proxies in a row in front of the API, or proxies at these addresses. */
export type TrustedProxies = number | readonly string[];

/** Ranges that have names. */
const NAMED = ['loopback', 'linklocal', 'uniquelocal'];
const MOST_HOPS = 10;

/**
 * Reads `TRUST_PROXY`: a number of proxies, or addresses and networks divided by commas.
 * @returns a text that says what is wrong with it
 * @example parseTrustedProxies('10.0.0.0/8, loopback') // ['10.0.0.0/8', 'loopback']
 */
export function parseTrustedProxies(text: string): TrustedProxies | string {
  const value = text.trim();
  if (/^\d+$/.test(value)) {
    const hops = Number(value);
    return hops >= 1 && hops <= MOST_HOPS ? hops : `is not between 1 and ${MOST_HOPS} proxies`;
  }
  const given = value.split(',').map((one) => one.trim());
  const bad = given.find((one) => !NAMED.includes(one) && !isNetwork(one));
  return bad === undefined ? given : `has "${bad}", which is no IP address, network or one of ${NAMED.join(', ')}`;
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
