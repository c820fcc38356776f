import type { KnownNames } from '../playbook/known-names';
import type { Channel } from '../types';
import { readName } from './common-fields';
import { didYouMean } from './did-you-mean';
import { oneOf, required, type Fields } from './fields';
import { quoted } from './source-node';

/** The field `template`: a template that is there and is written for the channel. */
export function readTemplate(fields: Fields, channel: Channel, known: KnownNames): string | null {
  const names = known.templates && new Set(known.templates.keys());
  const name = readKnown(fields, 'template', names);
  const channels = name === null ? undefined : known.templates?.get(name);
  const node = fields.get('template');
  if (channels === undefined || node === null || channels.has(channel)) return name;
  const has = Array.from(channels).join(', ');
  fields.report.error(node.place, 'template-channel', {
    en: `${fields.subject.en} sends an ${channel === 'sms' ? 'SMS' : 'email'} by the template ${quoted(name ?? '')}, which is written for ${has} only; expected a template for ${channel}`,
    zh: `${fields.subject.zh}以 ${channel} 发送，但模板 ${quoted(name ?? '')} 只有 ${has} 版本；应为含 ${channel} 版本的模板`,
  });
  return null;
}

/** A required name that must be among those that exist. */
export function readKnown(fields: Fields, name: string, names: ReadonlySet<string> | null): string | null {
  const expected = { en: `the name of a ${name}`, zh: ` ${name} 的名称` };
  const node = required(fields, name, expected);
  const value = node && readName(fields, name, node);
  if (node === null || value === null || names === null || names.has(value)) return value;
  const near = didYouMean(value, names);
  const some = Array.from(names).toSorted().slice(0, 20);
  fields.report.error(node.place, 'unknown-name', {
    en: `${fields.subject.en} names the unknown ${name} ${quoted(value)}; ${near === null ? `expected ${some.length === 0 ? `a ${name} that exists; there is none` : oneOf(some, 'or')}` : `did you mean "${near}"?`}`,
    zh: `${fields.subject.zh}引用了不存在的 ${name} ${quoted(value)}；${near === null ? `应为 ${some.length === 0 ? '已有的名称（目前没有）' : some.join('、')}` : `是否想写 "${near}"？`}`,
  });
  return null;
}
