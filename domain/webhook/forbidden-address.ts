/** Networks that no system to be told of events lives in, most of which give out secrets of the machine: IPv4. */
const FORBIDDEN_V4: readonly (readonly [base: string, bits: number])[] = [
  ['0.0.0.0', 8],
  // Link-local: instance metadata of the clouds.
  ['169.254.0.0', 16],
  // Instance metadata of Alibaba Cloud, host services of Azure.
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** The same for IPv6, as the first groups and how many bits of them count. */
const FORBIDDEN_V6: readonly (readonly [groups: readonly number[], bits: number])[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0], 128],
  [[0xfe80], 10],
  [[0xff00], 8],
  // Instance metadata of AWS: fd00:ec2::254.
  [[0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254], 128],
];

/** IPv6 prefixes that carry an IPv4 address behind them: mapped, compatible, NAT64, 6to4. */
const CARRIERS: readonly (readonly [groups: readonly number[], at: number])[] = [
  [[0, 0, 0, 0, 0, 0xffff], 6],
  [[0, 0, 0, 0, 0, 0], 6],
  [[0x64, 0xff9b, 0, 0, 0, 0], 6],
  [[0x2002], 1],
];

/**
 * Whether events are never posted to this IP address: unspecified, link-local, multicast, reserved, or one at which
 * clouds give out the credentials of a machine. Private networks and loopback are allowed, since a CRM may live there.
 * @param address IPv4 in dotted decimal, or IPv6 without brackets and zone
 * @example isForbiddenAddress('::ffff:169.254.169.254') // true
 */
export function isForbiddenAddress(address: string): boolean {
  const v4 = readV4(address);
  if (v4 !== null) return isForbiddenV4(v4);
  const groups = readV6(address);
  if (groups === null) return true;
  if (FORBIDDEN_V6.some(([base, bits]) => sharesBits(groups, base, bits))) return true;
  const carrier = CARRIERS.find(([base]) => sharesBits(groups, base, base.length * 16));
  if (carrier === undefined || isLoopbackV6(groups)) return false;
  const [high = 0, low = 0] = groups.slice(carrier[1]);
  return isForbiddenV4(high * 0x10000 + low);
}

/** Whether this is the machine itself: `127.0.0.0/8` or `::1`. */
export function isLoopbackAddress(address: string): boolean {
  const v4 = readV4(address);
  if (v4 !== null) return Math.floor(v4 / 2 ** 24) === 127;
  const groups = readV6(address);
  return groups !== null && isLoopbackV6(groups);
}

function isForbiddenV4(value: number): boolean {
  return FORBIDDEN_V4.some(([base, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(value / size) === Math.floor((readV4(base) ?? 0) / size);
  });
}

function isLoopbackV6(groups: readonly number[]): boolean {
  return groups.every((group, index) => group === (index === 7 ? 1 : 0));
}

function sharesBits(groups: readonly number[], base: readonly number[], bits: number): boolean {
  return base.every((wanted, index) => {
    const counted = Math.min(16, Math.max(0, bits - index * 16));
    const shift = 2 ** (16 - counted);
    return Math.floor((groups[index] ?? 0) / shift) === Math.floor(wanted / shift);
  });
}

function readV4(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((value, part) => value * 256 + part, 0);
}

/** The eight groups, or `null` where the text is no IPv6 address. */
function readV6(text: string): readonly number[] | null {
  // The URL parser knows every way to write one, and writes it in one way: an IPv4 tail becomes two groups.
  const written = URL.canParse(`http://[${text}]/`) ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : null;
  if (written === null) return null;
  const [left = '', right = ''] = written.split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [head, tail] = [groupsOf(left), groupsOf(right)];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}
