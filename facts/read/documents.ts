import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import { parsePlaybook } from '../../domain/playbook/parse-playbook';
import { parsePolicy } from '../../domain/policy/parse-policy';
import type { Calendar, CivilDate, ContactPolicy, Instant, Playbook, Weekday } from '../../domain/types';
import { fromColumn } from '../write/civil-column';
import { bounded } from './bounded-cache';
import type { Db } from './db';
import type { Snapshot, VersionRef } from './snapshot';

export type PlaybookVersion = VersionRef & PlaybookContent;
export type PolicyVersion = VersionRef & { readonly policy: ContactPolicy };

type PlaybookContent = {
  readonly playbook: Playbook;
  /** Steps that came after the playbook's first published version, with the instant from which they have been there without a break. */
  readonly stepsSince: ReadonlyMap<string, Instant>;
};

// What a version says never changes once it is published, so it is remembered; whether it is published still comes with
// every snapshot, so that a publish is seen at once.
const playbooks = bounded<Promise<PlaybookContent>>(500);
const policies = bounded<Promise<ContactPolicy>>(500);
const calendars = bounded<Promise<Calendar>>(200);

/** The playbook of a published or pinned version. @throws Error where its source no longer parses. */
export async function playbookVersion(db: Db, ref: VersionRef): Promise<PlaybookVersion> {
  const content = await playbooks(keyOf(ref), async () => {
    const history = await db.documentVersion.findMany({
      where: { documentId: ref.documentId, publishedAt: { lte: new Date(ref.publishedAt) } },
      orderBy: [{ publishedAt: 'asc' }, { number: 'asc' }],
      select: { id: true, source: true, publishedAt: true },
    });
    const versions = history.map(({ id, source, publishedAt }) => ({
      id,
      publishedAt: publishedAt?.getTime() ?? ref.publishedAt,
      playbook: parsedPlaybook(ref, source),
    }));
    const current = versions.find((version) => version.id === ref.id);
    if (current === undefined) throw new Error(`Version ${ref.number} of playbook "${ref.name}" is not there`);
    return { playbook: current.playbook, stepsSince: stepsSince(versions) };
  });
  return { ...ref, ...content };
}

/** The contact policy of a published version. @throws Error where its source no longer parses. */
export async function policyVersion(db: Db, ref: VersionRef): Promise<PolicyVersion> {
  const policy = await policies(keyOf(ref), async () => {
    const { source } = await db.documentVersion.findUniqueOrThrow({ where: { id: ref.id }, select: { source: true } });
    const parsed = parsePolicy(source);
    if (parsed.policy === null) throw unreadable('contact policy', ref, parsed.faults[0]?.message);
    return parsed.policy;
  });
  return { ...ref, policy };
}

/** The calendar of the customer's country, else the default of the settings, else Monday to Friday without holidays. */
export function calendarOf(
  db: Db,
  {
    customer,
    settings,
    calendars: found,
  }: {
    readonly customer: { readonly country: string | null };
    readonly settings: { readonly defaultCalendar: string };
    readonly calendars: Snapshot['calendars'];
  },
): Promise<Calendar> {
  const wanted = [customer.country?.toLowerCase(), settings.defaultCalendar, EVERY_WEEKDAY.code];
  const row = wanted.map((code) => found.find((calendar) => calendar.code === code)).find((at) => at !== undefined);
  if (row === undefined) return Promise.resolve(EVERY_WEEKDAY);
  return calendars(`${row.code} ${row.version} ${row.updatedAt}`, () => readCalendar(db, row.code));
}

async function readCalendar(db: Db, code: string): Promise<Calendar> {
  const { weekend, days } = await db.calendar.findUniqueOrThrow({ where: { code }, include: { days: true } });
  const kinds = days.map((day): [CivilDate, 'off' | 'work'] => [
    fromColumn(day.on),
    day.kind === 'work' ? 'work' : 'off',
  ]);
  return { code, weekend: weekend as Weekday[], days: new Map(kinds) };
}

/** @param versions ever published, oldest first, up to and with the current one */
function stepsSince(
  versions: readonly { readonly publishedAt: Instant; readonly playbook: Playbook }[],
): ReadonlyMap<string, Instant> {
  const current = versions.at(-1);
  const since = new Map<string, Instant>();
  for (const { id } of current?.playbook.steps ?? []) {
    let first = versions.length - 1;
    while (first > 0 && versions[first - 1]?.playbook.steps.some((step) => step.id === id) === true) first -= 1;
    const publishedAt = versions[first]?.publishedAt;
    // A step of the very first version was never added to anything.
    if (first > 0 && publishedAt !== undefined) since.set(id, publishedAt);
  }
  return since;
}

function parsedPlaybook(ref: VersionRef, source: string): Playbook {
  const { playbook, faults } = parsePlaybook(source, { templates: null, queues: null, ladders: null, policies: [] });
  if (playbook === null) throw unreadable('playbook', ref, faults.find((fault) => fault.severity === 'error')?.message);
  return playbook;
}

function unreadable(kind: string, ref: VersionRef, fault: string | undefined): Error {
  return new Error(
    `A version of ${kind} "${ref.name}" up to ${ref.number} cannot be read: ${fault ?? 'no fault given'}`,
  );
}

function keyOf(ref: VersionRef): string {
  return `${ref.id} ${ref.publishedAt}`;
}
