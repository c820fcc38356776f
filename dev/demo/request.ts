/** A request of the demo: shown as a command, and sent by `--check`, so that what is printed is what is tested. */
export type DemoRequest = {
  readonly method: 'GET' | 'POST';
  readonly to: keyof Places;
  readonly path: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** Shell function that prints what is worth reading of the answer: `why`, `lines`, `stand`, or `pick` with JavaScript. */
  readonly read?: string;
};

/** Where the parts of the demo are, without a slash at the end; the names are those of shell variables. */
export type Places = {
  readonly API: string;
  readonly INBOX: string;
  readonly SMS: string;
};

/** What has to stand in the shell before the commands: where things are, the key, and four ways to read an answer. */
export function shellPrelude({ API, INBOX, SMS }: Places, apiKey: string): readonly string[] {
  return [
    `API=${API} INBOX=${INBOX} SMS=${SMS}`,
    `KEY=${apiKey}`,
    `pick() { node -p "JSON.parse(require('fs').readFileSync(0)).$1"; }`,
    `why() { pick 'because.map(it => it.en).join("\\n")'; }`,
    `lines() { pick 'items.map(it => it.local + "  " + it.text.en).join("\\n")'; }`,
    `stand() { node -p "const it = JSON.parse(require('fs').readFileSync(0)); [it.stage, ...it.open.map(e => e.kind + ' ' + e.number + ': ' + e.waitsFor.en + (e.next ? ', until ' + e.next.local : ''))].join('\\n')"; }`,
  ];
}

/** The request as a command of a POSIX shell, after `shellPrelude`. */
export function asCurl({ method, to, path, json, form, read }: DemoRequest): string {
  const words = [
    'curl -sS',
    ...(to === 'API' ? ['-H "Authorization: Bearer $KEY"'] : []),
    ...(json === undefined ? [] : [`-H 'Content-Type: application/json' -d '${JSON.stringify(json)}'`]),
    ...Object.entries(form ?? {}).map(([name, value]) => `-d ${name}=${value}`),
    ...(method === 'POST' && json === undefined && form === undefined ? ['-X POST'] : []),
    `"$${to}${path}"`,
    ...(read === undefined ? [] : [`| ${read}`]),
  ];
  return words.join(' ');
}

/**
 * Sends the request and reads the answer as JSON; text that is none comes back as it is.
 * @throws Error with what was answered, where that is no success
 */
export async function send(request: DemoRequest, places: Places, apiKey: string): Promise<unknown> {
  const { method, to, path, json, form } = request;
  const response = await fetch(places[to] + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(to === 'API' ? { authorization: `Bearer ${apiKey}` } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: json !== undefined ? JSON.stringify(json) : form !== undefined ? new URLSearchParams(form) : null,
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
