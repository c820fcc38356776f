import { readEndpointUrl } from '../../../domain/webhook/endpoint-url';
import { isForbiddenAddress, isLoopbackAddress } from '../../../domain/webhook/forbidden-address';

const read = (text: string, allowHttp = false) => readEndpointUrl(text, { allowHttp });

it.each([
  'https://crm.example.com/hooks?team=north',
  'https://10.0.0.7:8443/hooks',
  'https://[2001:db8::7]/',
  'http://127.0.0.1:9000/hooks',
  'http://localhost:9000/hooks',
  'http://[::1]:9000/hooks',
])('%s is taken', (text) => {
  expect(read(text)).toEqual({ ok: true, url: text });
});

it.each([
  ['crm.example.com/hooks', 'expected an address such as'],
  ['ftp://crm.example.com/', 'expected an address such as'],
  [`https://crm.example.com/${'x'.repeat(2_000)}`, 'expected an address such as'],
  ['https://ann:secret@crm.example.com/', 'has a user, a password or a fragment'],
  ['https://crm.example.com/#here', 'has a user, a password or a fragment'],
  ['http://crm.example.com/', 'expected https'],
  ['http://localhost.example.com/', 'expected https'],
  ['http://127.evil.example.com/', 'expected https'],
  ['https://169.254.169.254/latest/meta-data', 'metadata service'],
  // Other ways to write the same address.
  ['https://2852039166/', 'metadata service'],
  ['https://0xa9fea9fe/', 'metadata service'],
  ['https://0251.0376.0251.0376/', 'metadata service'],
  ['https://[::ffff:169.254.169.254]/', 'metadata service'],
  ['https://[64:ff9b::169.254.169.254]/', 'metadata service'],
  ['https://[2002:a9fe:a9fe::]/', 'metadata service'],
  ['https://[fd00:ec2::254]/', 'metadata service'],
  ['https://[fe80::1]/', 'metadata service'],
  ['https://[::]/', 'metadata service'],
  ['http://0.0.0.0:3000/', 'metadata service'],
])('%s is refused', (text, words) => {
  const result = read(text);
  expect(result.ok ? 'taken' : result.reason.en).toContain(words);
});

it('lets plain http out of the machine where the installation allows it, but not to a metadata service', () => {
  expect(read('http://crm.internal/hooks', true).ok).toBe(true);
  expect(read('http://169.254.169.254/', true).ok).toBe(false);
});

it('does not show a password that it refuses', () => {
  const result = read('https://ann:secret@crm.example.com/');
  expect(JSON.stringify(result)).not.toContain('secret');
});

it.each([
  ['93.184.216.34', false],
  ['192.168.1.4', false],
  ['127.0.0.1', false],
  ['::1', false],
  ['fd12::1', false],
  ['::ffff:10.0.0.1', false],
  ['169.254.0.1', true],
  ['224.0.0.1', true],
  ['255.255.255.255', true],
  ['100.100.100.200', true],
  ['fe80::1', true],
  ['febf::1', true],
  ['fec0::1', false],
  ['ff02::1', true],
  ['::a9fe:a9fe', true],
  ['not an address', true],
])('whether %s is forbidden: %s', (address, forbidden) => {
  expect(isForbiddenAddress(address)).toBe(forbidden);
});

it.each([
  ['127.8.9.1', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['::2', false],
])('whether %s is the machine itself: %s', (address, loopback) => {
  expect(isLoopbackAddress(address)).toBe(loopback);
});
