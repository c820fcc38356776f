import type { LocalizedText } from '../../domain/types';
import type { Telling } from './fact-sentences';
import { NOTHING, sentences } from './words';

const REASONS: Readonly<Record<string, LocalizedText>> = {
  quality: { en: 'quality', zh: '产品质量' },
  service: { en: 'service', zh: '服务' },
  budget: { en: 'budget', zh: '预算' },
  competitor: { en: 'a competitor', zh: '竞争对手' },
  'no-need': { en: 'no need any more', zh: '不再需要' },
  silent: { en: 'silent', zh: '沉默' },
};
const POTENTIALS: Readonly<Record<string, LocalizedText>> = {
  high: { en: 'high', zh: '高' },
  medium: { en: 'medium', zh: '中' },
  low: { en: 'low', zh: '低' },
};

function word(words: Readonly<Record<string, LocalizedText>>, code: string): LocalizedText {
  return words[code] ?? { en: code, zh: code };
}

/** Sentences about losing customers and winning them back, by kind of entry. */
export const WIN_BACK_SENTENCES: Readonly<Record<string, Telling>> = {
  'customer.marked-lost': (data) => {
    const reason = word(REASONS, data.text('reason'));
    const note = data.text('note');
    return sentences(
      { en: `the customer was marked as lost: ${reason.en}`, zh: `客户已标记为流失：${reason.zh}` },
      { en: note, zh: note },
    );
  },
  'win-back.started': (data) => {
    const [reason, potential] = [word(REASONS, data.text('reason')), word(POTENTIALS, data.text('potential'))];
    const policy = data.inner('policy');
    const because = data.localized('because');
    const until = data.local('measureUntilAt');
    const heldOut = data.text('holdOut') === 'true';
    return sentences(
      {
        en: `win-back ${data.text('number')} started by "${policy.text('name')}" version ${policy.text('version')}, branch "${data.text('branch')}" (${reason.en})`,
        zh: `挽回 ${data.text('number')} 已开始：策略“${policy.text('name')}”版本 ${policy.text('version')}，分支“${data.text('branch')}”（${reason.zh}）`,
      },
      { en: `potential ${potential.en}: ${because.en}`, zh: `潜力${potential.zh}：${because.zh}` },
      heldOut
        ? { en: 'it is held out: nothing is sent, and it is measured', zh: '属于对照组：不触达，仅观察' }
        : NOTHING,
      { en: `measured until ${until}`, zh: `观察至 ${until}` },
    );
  },
  'win-back.stopped': (data) =>
    sentences({
      en: `the win-back was stopped by hand: ${data.text('reason')}`,
      zh: `挽回已人工停止：${data.text('reason')}`,
    }),
};
