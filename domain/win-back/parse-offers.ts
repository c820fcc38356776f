import { readName, readTitle } from '../authoring/common-fields';
import { oneOf, openFields, readWord, refuse, required, type Fields } from '../authoring/fields';
import { quoted, type SourceEntry } from '../authoring/source-node';
import type { Place } from '../faults';
import { readCivilDays } from './read-civil-days';
import { OFFER_KINDS, type WinBackOffer } from './win-back-policy';

const FIELDS = ['title', 'detail', 'kind', 'code', 'validFor'];
const MAX_OFFERS = 100;
const MAX_CODE_LENGTH = 40;

export type ReadOffers = {
  readonly offers: ReadonlyMap<string, WinBackOffer>;
  /** Every name that was written, those of offers with faults included, with its place. */
  readonly places: ReadonlyMap<string, Place>;
};

/** Reads `offers`: a map of what may be offered, by name. None where it is left out. */
export function readOffers(fields: Fields): ReadOffers {
  const node = fields.get('offers');
  const offers = new Map<string, WinBackOffer>();
  if (node === null) return { offers, places: new Map() };
  if (node.kind !== 'map' || node.entries.length > MAX_OFFERS) {
    refuse(fields, 'offers', node, {
      en: `a map of at most ${MAX_OFFERS} offers by name`,
      zh: `按名称列出的优惠映射，最多 ${MAX_OFFERS} 项`,
    });
    return { offers, places: new Map() };
  }
  for (const entry of node.entries) {
    const offer = readOffer(fields, entry);
    if (offer !== null) offers.set(offer.name, offer);
  }
  return { offers, places: new Map(node.entries.map(({ key, keyPlace }) => [key, keyPlace])) };
}

function readOffer({ report }: Fields, { key, keyPlace, value }: SourceEntry): WinBackOffer | null {
  const subject = { en: `Offer ${quoted(key)}`, zh: `优惠 ${quoted(key)} ` };
  const meant = {
    en: 'a map such as { title: "10 % off", kind: discount, code: BACK10, validFor: 30d }',
    zh: '映射，例如 { title: "九折", kind: discount, code: BACK10, validFor: 30d }',
  };
  const fields = openFields(value, subject, FIELDS, meant, report);
  if (fields === null) return null;
  const name = readName(fields, 'name', { kind: 'text', value: key, place: keyPlace });
  const titleNode = required(fields, 'title', { en: 'what is offered', zh: '优惠内容' });
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const detailNode = fields.get('detail');
  const detail = detailNode && readTitle(fields, 'detail', detailNode);
  const kindNode = required(fields, 'kind', { en: oneOf(OFFER_KINDS, 'or'), zh: ` ${OFFER_KINDS.join('、')} 之一` });
  const kind = kindNode && readWord(fields, 'kind', kindNode, OFFER_KINDS);
  const codeNode = fields.get('code');
  const code = codeNode && readCode(fields);
  const validNode = required(fields, 'validFor', { en: 'days such as "30d"', zh: '天数，例如 "30d"' });
  const validForDays = validNode && readCivilDays(fields, 'validFor', validNode, 1);
  if (name === null || title === null || kind === null || validForDays === null) return null;
  return { name, title, detail: detail ?? { en: '', zh: '' }, kind, code, validForDays };
}

function readCode(fields: Fields): string | null {
  const node = fields.get('code');
  if (node?.kind === 'text' && /^\S+$/u.test(node.value) && node.value.length <= MAX_CODE_LENGTH) return node.value;
  if (node === null) return null;
  return refuse(fields, 'code', node, {
    en: `a text of at most ${MAX_CODE_LENGTH} characters without blanks, in quotes where it is a number`,
    zh: `最多 ${MAX_CODE_LENGTH} 个字符、不含空格的文本；纯数字须加引号`,
  });
}
