import type { Language, LocalizedText, Purpose } from '../../domain/types';

export type UnsubscribeState = 'asking' | 'done' | 'unknown';

const PURPOSES: Readonly<Record<Purpose, LocalizedText>> = {
  collections: { en: 'reminders about invoices', zh: '账单提醒' },
  service: { en: 'service messages', zh: '服务通知' },
  marketing: { en: 'offers and news', zh: '优惠与资讯' },
};

/** The page behind an unsubscribe link, in the customer's language. It names no customer: links are passed on. */
export function unsubscribePage(state: UnsubscribeState, language: Language, purpose: Purpose | null): string {
  const title = language === 'zh' ? '退订' : 'Unsubscribe';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem; color: #1f2933; }
button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .4rem; background: #1f4e79; color: #fff; }
</style>
</head>
<body>
<h1>${title}</h1>
${content(state, language, purpose)}
</body>
</html>
`;
}

function content(state: UnsubscribeState, language: Language, purpose: Purpose | null): string {
  const what = purpose === null ? '' : PURPOSES[purpose][language];
  const isZh = language === 'zh';
  switch (state) {
    case 'asking':
      return isZh
        ? `<p>确定不再向此邮箱发送${what}吗？</p>\n<form method="post"><button>确认退订</button></form>`
        : `<p>Stop sending ${what} to this address?</p>\n<form method="post"><button>Unsubscribe</button></form>`;
    case 'done':
      return isZh ? `<p>已退订。此邮箱不会再收到${what}。</p>` : `<p>Done. This address will get no more ${what}.</p>`;
    case 'unknown':
      return isZh ? '<p>此链接无效或已过期。</p>' : '<p>This link is not known.</p>';
  }
}
