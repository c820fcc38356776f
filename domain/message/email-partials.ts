import type { Language } from '../types';

type Words = {
  readonly lang: string;
  readonly number: string;
  readonly dueOn: string;
  readonly daysOverdue: string;
  readonly dueIn: string;
  readonly today: string;
  readonly inDays: string;
  readonly balance: string;
  readonly partPaid: string;
  readonly otherOverdue: string;
  readonly notYetDue: string;
  readonly more: string;
  readonly total: string;
  readonly credit: string;
  readonly payable: string;
  readonly pay: string;
  readonly questions: string;
  readonly unsubscribe: string;
  readonly code: string;
  readonly until: string;
};

const EN: Words = {
  lang: 'en',
  number: 'Invoice',
  dueOn: 'Due date',
  daysOverdue: 'Days overdue',
  dueIn: 'Due in',
  today: 'today',
  inDays: '{{ ahead }} {{ ahead | plural: "day", "days" }}',
  balance: 'Balance',
  partPaid: 'of {{ item.amount | money }}',
  otherOverdue: 'Other overdue invoices',
  notYetDue: 'Coming due, not included in the total',
  more: 'and {{ more }} more',
  total: 'Total',
  credit: 'Less credit on your account',
  payable: 'Amount to pay',
  pay: 'View and pay online',
  questions: 'Questions? Reply to this email or write to',
  unsubscribe: 'Stop receiving these emails',
  code: 'Your code: ',
  until: 'Valid until {{ offer.untilOn | date }}',
};

const ZH: Words = {
  lang: 'zh-CN',
  number: '账单号',
  dueOn: '到期日',
  daysOverdue: '逾期天数',
  dueIn: '距到期',
  today: '今天',
  inDays: '{{ ahead }} 天',
  balance: '未付金额',
  partPaid: '原金额 {{ item.amount | money }}',
  otherOverdue: '其他逾期账单',
  notYetDue: '即将到期（未计入合计）',
  more: '另有 {{ more }} 笔',
  total: '合计',
  credit: '减：账户可用余额',
  payable: '应付金额',
  pay: '在线查看并付款',
  questions: '如有疑问，请直接回复本邮件，或联系',
  unsubscribe: '不再接收此类邮件',
  code: '优惠码：',
  until: '有效期至{{ offer.untilOn | date }}',
};

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Microsoft YaHei',sans-serif";
const INK = '#1f2933';
const SOFT = '#616e7c';
const LINE = '#e4e7eb';
const ACCENT = '#1f5fbf';
const CELL = `padding:10px 8px;border-bottom:1px solid ${LINE};vertical-align:top`;
const HEAD = `padding:8px;border-bottom:2px solid ${LINE};font-size:12px;font-weight:600;color:${SOFT};text-align:left;vertical-align:bottom`;
// Mail clients clip what is larger than about 100 KB, and a row takes about 600 bytes.
const ROWS = { items: 100, others: 30 } as const;

/**
 * The parts that email templates use by name: `letter`, the layout about invoices with the blocks `preview`, `opening`
 * and `closing`; `note`, the layout of every other email with the blocks `preview` and `body`;
 * `invoice-table`; and `offer`, a box with what is offered. Tables and inline styles only, 600 pixels wide, since mail
 * clients know little more.
 */
export const EMAIL_PARTIALS: Readonly<Record<Language, Record<string, string>>> = {
  en: { letter: letter(EN), note: note(EN), 'invoice-table': invoiceTable(EN), offer: offer(EN) },
  zh: { letter: letter(ZH), note: note(ZH), 'invoice-table': invoiceTable(ZH), offer: offer(ZH) },
};

function letter(words: Words): string {
  return frame(
    words,
    `<tr><td style="padding:28px 32px 4px;${FONT};font-size:15px;line-height:1.6;color:${INK}">{% block opening %}{% endblock %}</td></tr>
<tr><td style="padding:4px 24px;${FONT};font-size:14px;line-height:1.5;color:${INK}">
{% if lead.item.daysPastDue > 0 %}{% assign overdue = true %}{% else %}{% assign overdue = false %}{% endif %}
{% render 'invoice-table', list: items, overdue: overdue, limit: ${ROWS.items} %}
{% if otherOverdue.size > 0 %}
<p style="margin:24px 8px 4px;font-weight:600">${words.otherOverdue}</p>
{% render 'invoice-table', list: otherOverdue, overdue: true, limit: ${ROWS.others} %}
{% endif %}
</td></tr>
<tr><td align="right" style="padding:12px 32px;${FONT};font-size:14px;line-height:1.5;color:${INK}">
<table role="presentation" cellpadding="0" cellspacing="0" border="0">
{% for total in totals %}
{% if total.credit.minor > 0 %}
<tr><td style="padding:2px 16px 2px 0;color:${SOFT}">${words.total}</td>
<td align="right" style="padding:2px 0;white-space:nowrap">{{ total.due | money }}</td></tr>
<tr><td style="padding:2px 16px 2px 0;color:${SOFT}">${words.credit}</td>
<td align="right" style="padding:2px 0;white-space:nowrap">−{{ total.credit | money }}</td></tr>
{% endif %}
<tr><td style="padding:2px 16px 2px 0;font-weight:600">${words.payable}</td>
<td align="right" style="padding:2px 0;font-size:18px;font-weight:700;white-space:nowrap">{{ total.payable | money }}</td></tr>
{% endfor %}
</table>
</td></tr>
{% if link %}
<tr><td align="center" style="padding:12px 32px 20px">
<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" bgcolor="${ACCENT}" style="border-radius:4px">
<a href="{{ link }}" style="display:inline-block;padding:12px 28px;${FONT};font-size:15px;font-weight:600;color:#ffffff;text-decoration:none">${words.pay}</a>
</td></tr></table>
</td></tr>
{% endif %}
{% if notYetDue.size > 0 %}
<tr><td style="padding:4px 24px 12px;${FONT};font-size:14px;line-height:1.5;color:${INK}">
<p style="margin:12px 8px 4px;font-weight:600">${words.notYetDue}</p>
{% render 'invoice-table', list: notYetDue, overdue: false, limit: ${ROWS.others} %}
</td></tr>
{% endif %}
<tr><td style="padding:12px 32px 28px;${FONT};font-size:15px;line-height:1.6;color:${INK}">{% block closing %}{% endblock %}</td></tr>`,
  );
}

function note(words: Words): string {
  return frame(
    words,
    `<tr><td style="padding:28px 32px;${FONT};font-size:15px;line-height:1.6;color:${INK}">{% block body %}{% endblock %}</td></tr>`,
  );
}

/** What every email has around its rows. */
function frame(words: Words, rows: string): string {
  return `<!DOCTYPE html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{{ sender.companyName }}</title>
</head>
<body style="margin:0;padding:0;background:#f5f7fa">
<div class="preview" style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:#f5f7fa">{% block preview %}{% endblock %}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f5f7fa"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background:#ffffff;border:1px solid ${LINE};border-radius:6px">
<tr><td style="padding:20px 32px;border-bottom:1px solid ${LINE};${FONT};font-size:17px;font-weight:600;color:${INK}"><span dir="auto">{{ sender.companyName }}</span></td></tr>
${rows}
<tr><td style="padding:16px 32px 20px;border-top:1px solid ${LINE};${FONT};font-size:12px;line-height:1.6;color:${SOFT}">
<p style="margin:0">{{ sender.companyName }}{% if sender.address %} · {{ sender.address }}{% endif %}</p>
{% if sender.replyTo %}<p style="margin:0">${words.questions} <a href="mailto:{{ sender.replyTo }}" style="color:${SOFT}">{{ sender.replyTo }}</a></p>{% endif %}
{% if unsubscribeUrl %}<p style="margin:0"><a href="{{ unsubscribeUrl }}" style="color:${SOFT}">${words.unsubscribe}</a></p>{% endif %}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

function invoiceTable(words: Words): string {
  return `<table class="invoices" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse">
<tr><th width="29%" style="${HEAD}">${words.number}</th><th width="28%" style="${HEAD}">${words.dueOn}</th><th width="18%" style="${HEAD};text-align:right">{% if overdue %}${words.daysOverdue}{% else %}${words.dueIn}{% endif %}</th><th width="25%" style="${HEAD};text-align:right">${words.balance}</th></tr>
{% for item in list limit: limit %}
<tr><td style="${CELL};word-break:break-word">{% if item.paymentUrl %}<a href="{{ item.paymentUrl }}" style="color:${ACCENT}">{{ item.label }}</a>{% else %}{{ item.label }}{% endif %}</td><td style="${CELL};white-space:nowrap">{{ item.dueOn | date }}</td><td align="right" style="${CELL};white-space:nowrap">{% if overdue %}{{ item.daysOverdue }}{% elsif item.daysPastDue == 0 %}${words.today}{% else %}{% assign ahead = 0 | minus: item.daysPastDue %}${words.inDays}{% endif %}</td><td align="right" style="${CELL};white-space:nowrap">{{ item.balance | money }}{% if item.balance.minor < item.amount.minor %}<br><span style="font-size:12px;color:${SOFT}">${words.partPaid}</span>{% endif %}</td></tr>
{% endfor %}
</table>
{% if list.size > limit %}{% assign more = list.size | minus: limit %}<p style="margin:4px 8px;color:${SOFT}">${words.more}</p>{% endif %}
`;
}

function offer(words: Words): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;margin:0 0 16px;background:#f5f7fa;border-left:3px solid ${ACCENT}"><tr><td style="padding:14px 18px;${FONT};font-size:15px;line-height:1.6;color:${INK}">
<strong>{{ offer.title }}</strong>
{% if offer.detail %}<br>{{ offer.detail }}{% endif %}
{% if offer.code %}<br>${words.code}<strong>{{ offer.code }}</strong>{% endif %}
{% if offer.untilOn %}<br>${words.until}{% endif %}
</td></tr></table>
`;
}
