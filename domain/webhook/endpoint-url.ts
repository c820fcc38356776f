import type { LocalizedText } from '../types';
import { isForbiddenAddress, isLoopbackAddress } from './forbidden-address';

export type EndpointUrl =
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: LocalizedText };

export const LONGEST_URL = 2_000;

/**
 * Reads the address that events are posted to: `https`, or `http` to the machine itself. Names are looked up, and what
 * they stand for is judged, when something is posted.
 * @param allowHttp whether plain `http` to other machines is accepted as well
 * @example readEndpointUrl('https://crm.example.com/hooks', { allowHttp: false })
 */
export function readEndpointUrl(text: string, { allowHttp }: { readonly allowHttp: boolean }): EndpointUrl {
  const parsed = URL.canParse(text) && text.length <= LONGEST_URL ? new URL(text) : null;
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:'))
    return refused(
      `Given ${shown(text)}; expected an address such as "https://crm.example.com/hooks"`,
      `给定 ${shown(text)}；应为地址，例如 "https://crm.example.com/hooks"`,
    );
  if (parsed.username !== '' || parsed.password !== '' || parsed.hash !== '')
    return refused(
      'The address has a user, a password or a fragment; expected none, since the signature says who posts',
      '地址带有用户名、密码或片段；不应带有这些，签名已表明发送方',
    );
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':');
  if (isAddress && isForbiddenAddress(host))
    return refused(
      `Given the host ${host}; expected none that is unspecified, link-local, multicast or a cloud's metadata service`,
      `给定主机 ${host}；不应为未指定、链路本地、多播或云元数据服务的地址`,
    );
  const isLoopback = isAddress ? isLoopbackAddress(host) : host === 'localhost' || host.endsWith('.localhost');
  if (parsed.protocol === 'http:' && !allowHttp && !isLoopback)
    return refused(
      `Given ${shown(text)}; expected https, since the events are business data`,
      `给定 ${shown(text)}；事件含业务数据，应使用 https`,
    );
  return { ok: true, url: parsed.href };
}

function refused(en: string, zh: string): EndpointUrl {
  return { ok: false, reason: { en, zh } };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
