import type { FaultKind } from '../../domain/reconcile/finding';
import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';
import type { Telling } from './fact-sentences';
import { sentences } from './words';

const MINUTE_MS = 60_000;

const minutes = (data: EntryData, field: string): number =>
  Math.round(Number(data.inner('before').text(field)) / MINUTE_MS);

/** What was wrong, by fault. `it` names the episode. */
const FAULTS: Readonly<Record<FaultKind, (data: EntryData, it: string) => LocalizedText>> = {
  'unsent-events': (data) => ({
    en: `${data.inner('before').text('events')} events had waited for ${minutes(data, 'waitedForMs')} minutes; they were relayed`,
    zh: `${data.inner('before').text('events')} 个事件已等待 ${minutes(data, 'waitedForMs')} 分钟，现已转发`,
  }),
  'unseen-facts': (_, it) => ({
    en: `${it} had not planned for the latest facts; it was woken`,
    zh: `${it} 未按最新事实制定计划，已唤醒`,
  }),
  'missing-lifecycle': () => ({
    en: 'the workflow of the lifecycle was not running; it was started again',
    zh: '生命周期的工作流未在运行，已重新启动',
  }),
  'missing-episode': (_, it) => ({
    en: `the workflow of ${it} was not running; the lifecycle was asked for it again`,
    zh: `${it} 的工作流未在运行，已要求生命周期重新启动`,
  }),
  'missing-collections': () => ({
    en: 'invoices were open and no collections was under way; the lifecycle was woken',
    zh: '有未结账单但没有催收环节，已唤醒生命周期',
  }),
  'surplus-workflow': (_, it) => ({
    en: `the workflow of ${it} was still running after its end; it was told to look again`,
    zh: `${it} 已结束但其工作流仍在运行，已通知其重新检查`,
  }),
  'stale-claim': (data, it) => ({
    en: `a touch of ${it} had been under way for ${minutes(data, 'claimedForMs')} minutes and nobody was at it; it was woken`,
    zh: `${it} 的一次触达已进行 ${minutes(data, 'claimedForMs')} 分钟但无人处理，已唤醒`,
  }),
  'overdue-touch': (data, it) => ({
    en: `the touch of ${it} planned for ${data.inner('before').local('plannedFor')} had not been done; it was woken`,
    zh: `${it} 计划于 ${data.inner('before').local('plannedFor')} 的触达未执行，已唤醒`,
  }),
  'unplanned-touch': (data, it) => ({
    en: `${it} waited for facts although "${data.inner('before').text('decision')}" was to come; it was woken`,
    zh: `${it} 在等待事实，但应有“${data.inner('before').text('decision')}”，已唤醒`,
  }),
  'outdated-plan': (data, it) => ({
    en: `the plan of ${it} for ${data.inner('before').local('plannedFor')} was from before a change of what is decided by; it was woken`,
    zh: `${it} 原定于 ${data.inner('before').local('plannedFor')} 的计划早于规则变更，已唤醒`,
  }),
  'no-keeper': (data) => {
    const queue = data.inner('after').text('queue');
    return {
      en: `nobody looked after the customer; it was put into the queue "${queue}"`,
      zh: `客户无人负责，已放入队列“${queue}”`,
    };
  },
};

function isFault(word: string): word is FaultKind {
  return Object.hasOwn(FAULTS, word);
}

export const RECONCILE_SENTENCES: Readonly<Record<string, Telling>> = {
  'reconcile.repaired': (data) => {
    const fault = data.text('fault');
    const episode = data.text('episode');
    const hasNumber = episode !== 'collections' && episode !== 'lifecycle';
    const it = hasNumber ? `${episode} ${data.text('number')}` : episode;
    const said = isFault(fault) ? FAULTS[fault](data, it) : { en: fault, zh: fault };
    return sentences({ en: `mended: ${said.en}`, zh: `已修复：${said.zh}` });
  },
};
