export type InboundKeyword = 'stop' | 'start' | 'help';

// The words that North American carriers and Twilio act on, and those that Chinese recipients are told to answer with.
// YES is left out of the words that opt in: it is also the answer to "will you pay on Friday?", and a consent that was
// taken back must not return by accident.
const WORDS: ReadonlyMap<string, InboundKeyword> = new Map([
  ...words('stop', 'STOP STOPALL STOPPLEASE PLEASESTOP UNSUBSCRIBE UNSUBSCRIBEME CANCEL END QUIT REVOKE OPTOUT TD T'),
  ...words('stop', '退订 退 退訂 拒收 取消订阅 停止 TD退订 T退订 退订TD 退订T 回复TD 回复T 回TD 回T 回复退订'),
  ...words('start', 'START UNSTOP RESUBSCRIBE OPTIN 恢复 恢复订阅 重新订阅 恢復'),
  ...words('help', 'HELP INFO 帮助 幫助'),
]);

/**
 * What a customer asks for by an SMS that consists of a keyword alone. Letter case, full-width letters, spaces,
 * punctuation and quotation marks do not matter; a sentence that merely contains a keyword is none.
 * @returns `null` for every other text.
 * @example inboundKeyword(' “Stop.” ') // 'stop'
 */
export function inboundKeyword(text: string): InboundKeyword | null {
  // NFKC turns full-width letters into plain ones. A keyword has a handful of characters; more need no look.
  const plain = text.slice(0, 200).normalize('NFKC').toUpperCase();
  return WORDS.get(plain.replaceAll(/[^\p{L}\p{N}]/gu, '')) ?? null;
}

function words(keyword: InboundKeyword, list: string): [string, InboundKeyword][] {
  return list.split(' ').map((word) => [word, keyword]);
}
