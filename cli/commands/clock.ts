import { InvalidArgumentError, type Command } from 'commander';
import type { z } from 'zod';
import { type createTestClockBody, stagedOut, testClockOut, testClocksPageOut } from '../../api/contract/test-clocks';
import { isUuid } from '../../api/contract/fields';
import type { Language } from '../../domain/types';
import { CliError } from '../cli-error';
import { reasonOf } from '../reason-of';
import { ApiClient } from '../http/api-client';
import { readText } from '../offline/read-text';
import { advanceClocks } from '../rehearse/advance-clocks';
import type { ServerSource } from '../server-source';
import { tell } from '../tell';
import { languageOption } from './portfolio-options';

type Clock = z.output<typeof testClockOut>;
type Given = { readonly language: Language };

export function registerClock(program: Command, servers: ServerSource): void {
  const clock = program.command('clock').description('test clocks: a time of their own for sandbox customers');
  clock
    .command('create')
    .description('create a test clock')
    .argument('<name>', 'a name of your own')
    .requiredOption('--at <instant>', 'where it stands at first, such as 2024-03-01T00:00:00Z', instant)
    .addOption(languageOption())
    .action((name: string, { at, language }: Given & { readonly at: string }) =>
      withApi(servers, language, async (api) => {
        const body: z.input<typeof createTestClockBody> = { name, startAt: at };
        print(await api.post('/v1/test-clocks', body, testClockOut));
      }),
    );
  clock
    .command('stage')
    .description('stage facts that arrive when the clock passes them: a JSON list, or one JSON object per line')
    .argument('<clock>', 'name or ID of the clock')
    .argument('<file>', 'each fact with customer, at, kind and payload')
    .addOption(languageOption())
    .action((ref: string, file: string, { language }: Given) => {
      const facts = readFacts(file);
      return withApi(servers, language, async (api) => {
        const { id } = await findClock(api, ref);
        process.stdout.write(
          `${JSON.stringify(await api.post(`/v1/test-clocks/${id}/facts`, { facts }, stagedOut))}\n`,
        );
      });
    });
  clock
    .command('advance')
    .description('move a clock forward, and wait until every customer of it has arrived')
    .argument('<clock>', 'name or ID of the clock')
    .requiredOption('--to <instant>', 'such as 2024-06-01T00:00:00Z', instant)
    .addOption(languageOption())
    .action((ref: string, { to, language }: Given & { readonly to: string }) =>
      withApi(servers, language, async (api) => {
        const { id } = await findClock(api, ref);
        await advanceClocks(api, [{ id, targetAt: Date.parse(to) }], tell);
        print(await api.get(`/v1/test-clocks/${id}`, testClockOut));
      }),
    );
  clock
    .command('show')
    .description('where a clock stands, and what waits; without a name, all of them')
    .argument('[clock]', 'name or ID of the clock')
    .addOption(languageOption())
    .action((ref: string | undefined, { language }: Given) =>
      withApi(servers, language, async (api) => {
        if (ref !== undefined) print(await findClock(api, ref));
        else for await (const found of allClocks(api)) print(found);
      }),
    );
}

function withApi(servers: ServerSource, language: Language, work: (api: ApiClient) => Promise<void>): Promise<void> {
  return servers.withServer((server) => work(new ApiClient(server, language)));
}

function print(clock: Clock): void {
  process.stdout.write(`${JSON.stringify(clock)}\n`);
}

async function findClock(api: ApiClient, ref: string): Promise<Clock> {
  if (isUuid(ref)) return api.get(`/v1/test-clocks/${ref}`, testClockOut);
  for await (const clock of allClocks(api)) if (clock.name === ref) return clock;
  throw new CliError([`There is no test clock "${ref}"; expected the name or ID of one that "clock show" lists`]);
}

async function* allClocks(api: ApiClient): AsyncGenerator<Clock> {
  const query = new URLSearchParams({ sort: 'name', limit: '200' });
  for (;;) {
    const { items, next } = await api.get(`/v1/test-clocks?${query.toString()}`, testClocksPageOut);
    yield* items;
    if (next === null) return;
    query.set('cursor', next);
  }
}

/** What each fact must hold is told by the server, with the place; here only whether it can be read at all. */
function readFacts(file: string): readonly unknown[] {
  const text = readText('FILE', file).trim();
  try {
    if (text.startsWith('[')) return JSON.parse(text) as unknown[];
    return text.split('\n').map((line) => JSON.parse(line) as unknown);
  } catch (error) {
    throw new CliError([
      `${file} cannot be read (${reasonOf(error)}); expected a JSON list, or one JSON object per line`,
    ]);
  }
}

function instant(text: string): string {
  if (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    /(?:Z|[+-]\d{2}:\d{2})$/.test(text)
  )
    return text;
  throw new InvalidArgumentError('Expected an instant with its offset such as 2024-03-01T00:00:00Z.');
}
