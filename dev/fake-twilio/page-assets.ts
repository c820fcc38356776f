export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --muted: light-dark(#666, #a3a3a3); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 4rem; font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; }
h1 { margin: 0; font-size: 1.5rem; }
header p, .count, .small, .empty, time, .way { color: var(--muted); }
header p { margin: 0 0 1rem; }
.count { margin: 0 0 .75rem; font-size: .875rem; }
article { border: 1px solid var(--line); border-radius: .75rem; margin: 0 0 1rem; padding: .875rem 1rem; }
article.inbound { margin-left: 3rem; background: var(--soft); }
h2 { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .625rem; margin: 0; font-size: 1.0625rem; }
.way { font-weight: normal; margin-right: -.25rem; }
time { margin-left: auto; font-size: .8125rem; font-weight: normal; }
.status { border-radius: 1rem; padding: 0 .625rem; font-size: .8125rem; font-weight: 600; background: #d97706; color: #fff; }
.status.delivered, .status.received { background: #15803d; }
.status.undelivered { background: #b91c1c; }
.text { margin: .5rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.small { margin: 0; font-size: .8125rem; overflow-wrap: anywhere; }
.fault { margin: .375rem 0 0; font-size: .875rem; color: #dc2626; }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .625rem; }
input, button { font: inherit; font-size: .875rem; padding: .25rem .625rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: inherit; }
input { flex: 1 1 12rem; min-width: 0; }
button { cursor: pointer; }
button:hover { background: var(--soft); }
`;

export const PAGE_SCRIPT = `
const list = document.getElementById('messages');
let shown = null;
function localTimes() {
  for (const time of list.querySelectorAll('time')) time.textContent = new Date(time.dateTime).toLocaleString();
}
async function refresh() {
  // What somebody is typing must not vanish.
  const busy = [...list.querySelectorAll('input[name=body]')].some((input) => input.value !== '' || input === document.activeElement);
  if (busy || document.hidden) return;
  const response = await fetch('/list');
  const text = await response.text();
  if (!response.ok || text === shown) return;
  shown = text;
  list.innerHTML = text;
  localTimes();
}
localTimes();
setInterval(() => refresh().catch(() => {}), 2000);
`;
