import { parsePhoneNumberWithError, ParseError, type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';
import type { LocalizedText } from '../types';

export type NormalizedAddress =
  { readonly ok: true; readonly address: string } | { readonly ok: false; readonly reason: LocalizedText };

// RFC 5321, 4.5.3.1: 64 octets before the @, and a path of 256 with its angle brackets.
const LOCAL_LIMIT = 64;
const ADDRESS_LIMIT = 254;
// RFC 5322 dot-atom. Quoted local parts are legal too, and no mail server of a customer uses them.
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * An email address in the one form that is stored and compared: trimmed, full-width characters made plain, lower case,
 * an internationalized domain in its ASCII form.
 * @example normalizeEmail(' Ada@Müller.example ') // { ok: true, address: 'ada@xn--mller-kva.example' }
 */
export function normalizeEmail(text: string): NormalizedAddress {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  if (plain === '') return refused('The email address is empty', '邮箱地址为空');
  const at = plain.lastIndexOf('@');
  if (at < 1 || at === plain.length - 1) {
    return refused(
      `"${shown(text)}" is no email address; expected name@domain`,
      `“${shown(text)}”不是邮箱地址，应为 name@domain`,
    );
  }
  const local = plain.slice(0, at);
  if (!LOCAL_PART.test(local) || local.length > LOCAL_LIMIT) {
    return refused(
      `"${shown(text)}": the part before the @ may have up to ${LOCAL_LIMIT} letters a–z, digits and . _ % + - without spaces`,
      `“${shown(text)}”：@ 前最多 ${LOCAL_LIMIT} 个字符，只能是字母 a–z、数字和 . _ % + -，不含空格`,
    );
  }
  const domain = asciiDomain(plain.slice(at + 1));
  if (domain === null || local.length + 1 + domain.length > ADDRESS_LIMIT) {
    return refused(
      `"${shown(text)}": the part after the @ is no domain such as example.com`,
      `“${shown(text)}”：@ 后不是有效域名，例如 example.com`,
    );
  }
  return { ok: true, address: `${local}@${domain}` };
}

/**
 * A phone number in E.164. Spaces, hyphens, brackets and full-width digits are taken; a number without `+` or `00` is
 * read as one of `defaultCountry`.
 * @param defaultCountry ISO 3166 code of two letters, or `null` where none is known.
 * @example normalizePhone('138 0013 8000', 'CN') // { ok: true, address: '+8613800138000' }
 */
export function normalizePhone(text: string, defaultCountry: string | null): NormalizedAddress {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return refused('The phone number is empty', '电话号码为空');
  const country = countryOf(defaultCountry);
  try {
    const parsed = parsePhoneNumberWithError(plain.replace(/^00/, '+'), {
      extract: false,
      ...(country === null ? {} : { defaultCountry: country }),
    });
    if (parsed.ext !== undefined) {
      return refused(
        `"${shown(text)}" has an extension, which an SMS cannot reach`,
        `“${shown(text)}”带有分机号，无法接收短信`,
      );
    }
    if (parsed.isValid()) return { ok: true, address: parsed.number };
    return refused(
      `"${shown(text)}" is no number in use in ${parsed.country ?? `+${parsed.countryCallingCode}`}`,
      `“${shown(text)}”不是 ${parsed.country ?? `+${parsed.countryCallingCode}`} 的有效号码`,
    );
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return unreadable(text, error.message, country);
  }
}

function unreadable(text: string, code: string, country: CountryCode | null): NormalizedAddress {
  switch (code) {
    case 'INVALID_COUNTRY':
      if (country === null && !/^(\+|00)/.test(text.normalize('NFKC').trim())) {
        return refused(
          `"${shown(text)}" has no country code, and the customer's country is not known; expected a number such as +8613800138000`,
          `“${shown(text)}”缺少国家区号，且客户所在国家未知；应为 +8613800138000 这样的号码`,
        );
      }
      return refused(`"${shown(text)}" begins with no country code in use`, `“${shown(text)}”的国家区号不存在`);
    case 'TOO_SHORT':
      return refused(`"${shown(text)}" is too short for a phone number`, `“${shown(text)}”位数太少`);
    case 'TOO_LONG':
      return refused(`"${shown(text)}" is too long for a phone number`, `“${shown(text)}”位数太多`);
    default:
      return refused(
        `"${shown(text)}" is no phone number; expected digits such as +8613800138000`,
        `“${shown(text)}”不是电话号码，应为 +8613800138000 这样的号码`,
      );
  }
}

function asciiDomain(domain: string): string | null {
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(domain)) return null;
  // The URL parser applies IDNA; on a plain ASCII name it changes nothing.
  const host = URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : '';
  const labels = host.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || /^\d+$/.test(top)) return null;
  return labels.every((label) => DOMAIN_LABEL.test(label)) ? host : null;
}

function countryOf(code: string | null): CountryCode | null {
  const upper = code?.toUpperCase() ?? '';
  return isSupportedCountry(upper) ? upper : null;
}

/** What was given, at a length that fits a message. */
function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function refused(en: string, zh: string): NormalizedAddress {
  return { ok: false, reason: { en, zh } };
}
