import type { FakeMessage } from './fake-message';
import { html, type Html } from './html';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-assets';

export type PageModel = {
  readonly newestFirst: readonly FakeMessage[];
  /** Where answers go, or `null` where nobody has told. */
  readonly inboundUrl: string | null;
};

// A page of more is slow to draw every two seconds.
const SHOWN = 200;

/** The page of all SMS. */
export function smsPage(model: PageModel): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>SMS (fake Twilio)</title>
        <link rel="icon" href="data:," />
        <style>
          ${{ html: PAGE_STYLE }}
        </style>
      </head>
      <body>
        <header>
          <h1>SMS</h1>
          <p>A fake Twilio took these messages; no phone gets them. Newest first, refreshed by itself.</p>
        </header>
        <main id="messages">${{ html: smsList(model) }}</main>
        <script>
          ${{ html: PAGE_SCRIPT }};
        </script>
      </body>
    </html>`.html;
}

/** The part of the page that is refreshed. */
export function smsList({ newestFirst, inboundUrl }: PageModel): string {
  if (newestFirst.length === 0) return html`<p class="empty">No SMS yet.</p>`.html;
  const sent = newestFirst.filter((message) => message.direction === 'outbound-api').length;
  return html`<p class="count">${sent} sent, ${newestFirst.length - sent} received</p>
    ${newestFirst.slice(0, SHOWN).map((message) => card(message, inboundUrl))}
    ${newestFirst.length > SHOWN && html`<p class="count">Older ones are not shown.</p>`}`.html;
}

function card(message: FakeMessage, inboundUrl: string | null): Html {
  const inbound = message.direction === 'inbound';
  const { segments, encoding, units } = message.size;
  return html`<article class="${inbound ? 'inbound' : 'outbound'}" id="${message.sid}">
    <h2>
      ${inbound ? html`<span class="way">from</span> ${message.from}` : html`<span class="way">to</span> ${message.to}`}
      <span class="status ${message.status}"
        >${message.status}${message.errorCode !== null && html` (${message.errorCode})`}</span
      >
      ${time(message.createdAt)}
    </h2>
    <p class="text">${message.body}</p>
    <p class="small">
      ${inbound ? html`to ${message.to}` : html`from ${message.messagingServiceSid ?? message.from}`} · ${segments}
      ${segments === 1 ? 'segment' : 'segments'} (${encoding}, ${units}) · <code>${message.sid}</code>
    </p>
    ${failedWebhooks(message)} ${!inbound && inboundUrl !== null && answerForm(message)}
  </article>`;
}

/** What went well needs no line. */
function failedWebhooks(message: FakeMessage): readonly Html[] {
  return message.webhooks
    .filter(({ answer }) => typeof answer === 'string' || answer >= 300)
    .map(({ status, answer }) => html`<p class="fault">Webhook “${status}”: ${answer}</p>`);
}

function answerForm(message: FakeMessage): Html {
  return html`<form method="post" action="/answer">
    <input type="hidden" name="sid" value="${message.sid}" />
    <input name="body" placeholder="Answer as ${message.to}" aria-label="Answer as ${message.to}" autocomplete="off" />
    <button>Send</button>
    <button name="keyword" value="STOP">STOP</button>
    <button name="keyword" value="START">START</button>
  </form>`;
}

/** In UTC; the page's script puts it into the reader's zone. */
function time(instant: number): Html {
  const iso = new Date(instant).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
