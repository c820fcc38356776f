import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';
import type { Telling } from './fact-sentences';
import { joined, NOTHING, sentences, whoDid } from './words';

const WHY_PASSED: Readonly<Record<string, LocalizedText>> = {
  nobody: { en: 'nobody is', zh: '无此人' },
  inactive: { en: 'has left', zh: '已离职' },
  absent: { en: 'is absent', zh: '不在岗' },
  'told-before': { en: 'was told before', zh: '此前已通知' },
};

function note(data: EntryData): LocalizedText {
  return data.has('note') ? { en: `note: ${data.text('note')}`, zh: `备注：${data.text('note')}` } : NOTHING;
}

/** `passed over: owner Ada is absent`. */
function passedOver(data: EntryData): LocalizedText {
  const people = data.list('passedOver').map((one) => {
    const why = WHY_PASSED[one.text('because')] ?? NOTHING;
    const who = one.has('staff') ? `${one.text('target')} ${one.inner('staff').text('name')}` : one.text('target');
    return one.has('staff')
      ? { en: `${who} ${why.en}`, zh: `${who} ${why.zh}` }
      : { en: `${why.en} ${who}`, zh: `${who} ${why.zh}` };
  });
  if (people.length === 0) return NOTHING;
  const all = joined(people);
  return { en: `passed over: ${all.en}`, zh: `跳过：${all.zh}` };
}

/** How escalations are told. */
export const ESCALATION_SENTENCES: Readonly<Record<string, Telling>> = {
  'escalation.level-told': (data) => {
    const [level, until] = [data.text('level'), data.local('dueAt')];
    const name = data.inner('staff').text('name');
    const who = data.has('staff') ? { en: name, zh: name } : { en: 'the queue', zh: '队列' };
    return sentences(
      {
        en: `level ${level} of the ladder ${data.text('ladder')} was told: ${who.en}, until ${until}`,
        zh: `升级链 ${data.text('ladder')} 第 ${level} 级已通知：${who.zh}，截至 ${until}`,
      },
      data.localized('because'),
      passedOver(data),
    );
  },
  'escalation.level-skipped': (data) => {
    const level = data.text('level');
    return sentences(
      {
        en: `level ${level} of the ladder ${data.text('ladder')} was skipped`,
        zh: `升级链 ${data.text('ladder')} 第 ${level} 级已跳过`,
      },
      passedOver(data),
    );
  },
  'escalation.acknowledged': (data) =>
    sentences(
      {
        en: `the escalation was acknowledged at level ${data.text('level')} by ${whoDid(data)}, to be resolved by ${data.local('dueAt')}`,
        zh: `升级在第 ${data.text('level')} 级由 ${whoDid(data)} 确认，须在 ${data.local('dueAt')} 前解决`,
      },
      note(data),
    ),
  'escalation.resolved': (data) =>
    sentences(
      {
        en: `the escalation was resolved by ${whoDid(data)}: ${data.text('outcome')}`,
        zh: `升级由 ${whoDid(data)} 解决：${data.text('outcome')}`,
      },
      note(data),
    ),
  'escalation.cancelled': (data) =>
    sentences({ en: `the escalation was cancelled by ${whoDid(data)}`, zh: `升级由 ${whoDid(data)} 取消` }, note(data)),
  'escalation.exhausted': (data) =>
    sentences(
      {
        en: `the escalation is exhausted: the ladder ${data.text('ladder')} has no level left`,
        zh: `升级已到尽头：升级链 ${data.text('ladder')} 已无更高级别`,
      },
      data.localized('because'),
    ),
};
