import { asCurl, shellPrelude, type Places } from './request';
import type { Thing } from './thing';

export type AccessPoints = {
  readonly places: Places;
  readonly apiKey: string;
  readonly temporalUiUrl: string;
  readonly databaseUrl: string;
  readonly logDir: string;
};

const WIDTH = 100;

/** Where everything is, a line each. */
export function accessTable({ places, apiKey, temporalUiUrl, databaseUrl, logDir }: AccessPoints): string {
  const rows: readonly (readonly [string, string])[] = [
    ['API', `${places.API}/v1`],
    ['API documentation', `${places.API}/docs`],
    ['Mail inbox', places.INBOX],
    ['SMS page', places.SMS],
    ['Temporal UI', temporalUiUrl],
    ['PostgreSQL', databaseUrl],
    ['Logs', logDir],
    ['API key (admin)', apiKey],
  ];
  const wide = Math.max(...rows.map(([name]) => name.length));
  const rule = '─'.repeat(WIDTH);
  return [rule, ...rows.map(([name, where]) => `  ${name.padEnd(wide)}  ${where}`), rule].join('\n');
}

/** The things to try, each with its commands and what one should see. */
export function thingsText(things: readonly Thing[], places: Places, apiKey: string): string {
  const told = things.map(({ title, requests, see }, index) =>
    [
      `${index + 1}. ${title}`,
      ...requests.map((request) => `     ${asCurl(request)}`),
      '   You should see:',
      ...see.map((line) => `     ${line}`),
    ].join('\n'),
  );
  const prelude = ['To try the commands, enter these in a shell first:', ...shellPrelude(places, apiKey)];
  return [`Seven things to try. ${prelude.join('\n     ')}`, ...told].join('\n\n');
}
