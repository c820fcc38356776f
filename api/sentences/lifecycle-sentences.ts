import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';
import type { Telling } from './fact-sentences';
import { actionName, sentences } from './words';

const EPISODES: Readonly<Record<string, LocalizedText>> = {
  onboarding: { en: 'onboarding', zh: '客户分配' },
  credit_review: { en: 'credit review', zh: '信用评审' },
  'credit-review': { en: 'credit review', zh: '信用评审' },
  escalation: { en: 'escalation', zh: '升级处理' },
  win_back: { en: 'win-back', zh: '客户挽回' },
  'win-back': { en: 'win-back', zh: '客户挽回' },
};

function episode(data: EntryData): LocalizedText {
  const name = EPISODES[data.text('episode')] ?? { en: data.text('episode'), zh: data.text('episode') };
  const number = data.text('number');
  return { en: `${name.en} ${number}`, zh: `${name.zh} ${number}` };
}

/** Sentences about the lifecycle and the touches of its episodes, by kind of entry. */
export const LIFECYCLE_SENTENCES: Readonly<Record<string, Telling>> = {
  'stage.changed': (data) => {
    const [from, to] = [data.text('from'), data.text('to')];
    const reason = data.has('reason') ? data.text('reason') : '';
    return sentences({
      en: `stage ${from} → ${to}${reason === '' ? '' : ` (${reason})`}`,
      zh: `阶段 ${from} → ${to}${reason === '' ? '' : `（${reason}）`}`,
    });
  },
  'collections.exhausted': (data) => sentences(data.localized('title')),
  'episode.requested': (data) => {
    const it = episode(data);
    return sentences({ en: `${it.en} was asked for`, zh: `已请求${it.zh}` });
  },
  'episode.ended': (data) => {
    const it = episode(data);
    const outcome = data.text('outcome');
    return sentences(
      { en: `${it.en} ended: ${outcome}`, zh: `${it.zh} 已结束：${outcome}` },
      data.localized('because'),
    );
  },
  'episode.acted': (data) => {
    const it = episode(data);
    const action = actionName(data.text('action'));
    return sentences({ en: `${it.en}: ${action.en}`, zh: `${it.zh}：${action.zh}` }, data.localized('because'));
  },
  'episode.moved': (data) => {
    const it = episode(data);
    return sentences(
      { en: `${it.en}: the message is moved to ${data.local('at')}`, zh: `${it.zh}：消息推迟到 ${data.local('at')}` },
      ...data.list('moves').map((move) => move.localized('because')),
    );
  },
  'episode.guarded': (data) => {
    const it = episode(data);
    const action = actionName(data.text('action'));
    return sentences(
      { en: `${it.en}: ${action.en} was not done`, zh: `${it.zh}：未执行${action.zh}` },
      data.localized('because'),
    );
  },
};
