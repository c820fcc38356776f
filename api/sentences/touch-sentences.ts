import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';
import type { Telling } from './fact-sentences';
import { actionName, joined, NOTHING, pairName, sentences } from './words';

function moves(data: EntryData): readonly LocalizedText[] {
  return data.list('moves').map((move) => move.localized('because'));
}

function reasons(data: EntryData): readonly LocalizedText[] {
  return data.list('because').map((one) => one.asLocalized());
}

function pairs(data: EntryData, field: string): LocalizedText {
  return joined(data.list(field).map(pairName));
}

const WHY_SUPERSEDED: Readonly<Record<string, LocalizedText>> = {
  'later-step': { en: 'a later step stands for them', zh: '由后续步骤取代' },
  'hold-ended': { en: 'they passed while a hold stood', zh: '在暂停期间已过' },
  'payment-reversed': { en: 'they passed while the invoice was paid', zh: '在账单已付期间已过' },
  'amount-raised': { en: 'they passed while the invoice was paid', zh: '在账单已付期间已过' },
};

function aboutMessage(en: string, zh: string): Telling {
  return (data) => {
    const it = actionName(data.text('channel'));
    const code = data.has('code') ? ` (${data.text('code')})` : '';
    return sentences({ en: `the ${lower(it.en)} ${en}${code}`, zh: `${it.zh}${zh}${code}` });
  };
}

/** Names such as SMS stay as they are. */
function lower(name: string): string {
  return name === name.toUpperCase() ? name : name.toLowerCase();
}

/** How each kind of touch, and of what was deliberately not done, is told. */
export const TOUCH_SENTENCES: Readonly<Record<string, Telling>> = {
  'touch.done': (data) => {
    const it = actionName(data.text('action'));
    const lead = pairName(data.inner('lead'));
    const count = data.list('covers').length;
    const more = count > 1 ? { en: ` and ${count - 1} more`, zh: `等 ${count} 项` } : NOTHING;
    const about = data.has('lead')
      ? { en: `${it.en}: ${lead.en}${more.en}`, zh: `${it.zh}：${lead.zh}${more.zh}` }
      : it;
    const instead = data.has('insteadOf')
      ? {
          en: `no usable contact point by ${data.text('insteadOf')}`,
          zh: `没有可用的 ${data.text('insteadOf')} 联系方式`,
        }
      : NOTHING;
    return sentences(about, ...moves(data), instead);
  },
  'touch.moved': (data) => {
    const [it, lead] = [actionName(data.text('action')), pairName(data.inner('lead'))];
    const at = data.local('at');
    return sentences(
      { en: `${it.en} for ${lead.en} waits until ${at}`, zh: `${it.zh}（${lead.zh}）推迟至 ${at}` },
      ...moves(data),
    );
  },
  'touch.guarded': (data) => {
    const planned = data.inner('planned');
    const [it, at] = [actionName(planned.text('action')), planned.local('at')];
    return sentences(
      { en: `${it.en} planned for ${at} was not done`, zh: `原定 ${at} 的${it.zh}未执行` },
      ...reasons(data),
    );
  },
  'touch.released': (data) =>
    sentences({ en: 'a claimed touch was taken back', zh: '已占用的触达已撤回' }, ...reasons(data)),
  'step.skipped': (data) =>
    sentences(
      ...data.list('pairs').map((pair) => {
        const [name, why] = [pairName(pair), pair.localized('explanation')];
        return {
          en: `skipped ${name.en}${why.en === '' ? '' : `: ${why.en}`}`,
          zh: `跳过${name.zh}${why.zh === '' ? '' : `：${why.zh}`}`,
        };
      }),
    ),
  'step.superseded': (data) => {
    const [names, why] = [pairs(data, 'pairs'), WHY_SUPERSEDED[data.text('because')] ?? NOTHING];
    return sentences({ en: `superseded: ${names.en}`, zh: `已取代：${names.zh}` }, why);
  },
  'credit-hold.placed': (data) => {
    const lead = pairName(data.inner('lead'));
    return sentences({
      en: `new orders on credit are blocked by ${lead.en}`,
      zh: `${lead.zh}：已停止赊账下单`,
    });
  },
  'task.created': (data) => {
    const [title, queue] = [data.localized('title'), data.text('queue')];
    return sentences({ en: `task "${title.en}" is in queue ${queue}`, zh: `任务“${title.zh}”已进入队列 ${queue}` });
  },
  'message.sent': (data) => {
    const it = actionName(data.text('channel'));
    const template = data.text('template');
    return sentences({
      en: `the ${lower(it.en)} "${template}" was taken by the provider`,
      zh: `${it.zh}“${template}”已由服务商接收`,
    });
  },
  'message.delivered': aboutMessage('was delivered', '已送达'),
  'message.failed': aboutMessage('was not delivered', '未能送达'),
  'message.refused': aboutMessage('was refused for good', '被拒收'),
  'message.delayed': aboutMessage('could not be handed over and is tried again', '暂时无法交付，将重试'),
  'message.uncertain': aboutMessage('may have gone out; it is being found out', '是否发出尚不确定，正在核实'),
  'message.unknown': aboutMessage('may or may not have gone out; a person has to look', '是否发出未知，需人工核实'),
  'message.received': (data) =>
    sentences({ en: `the customer answered: "${data.text('text')}"`, zh: `客户回复：“${data.text('text')}”` }),
};
