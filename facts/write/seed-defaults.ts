import { DOCUMENT_FORMS } from '../../domain/documents/document-forms';
import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import { parseCalendar } from '../../domain/calendar/parse-calendar';
import { loadSeedDocuments, type SeedFolder } from '../../prisma/seed/load-documents';
import { loadSeedTemplates } from '../../prisma/seed/load-templates';
import type { DocumentKind } from '../../prisma/generated/client';
import { publishVersion, saveDraft } from './documents';
import { saveCalendar, type SaveCalendarInput } from './save-calendar';
import { saveTemplate } from './save-template';
import { lockSettings } from './settings-lock';
import { inTransaction, type DbOrTx, type FactContext, type Tx } from './transaction';

/** What was put there, by kind and name, such as `calendar cn` or `template reminder-1 email zh`. */
export type Seeded = readonly string[];

/**
 * Puts what Perennial comes with into the database: calendars, templates, policies, playbooks, ladders and scorecards. Only what has never been there is put: what operators have changed or taken out of use stays as they left
 * it, however often this runs and whatever a newer release comes with. All of it commits together.
 * @returns what was put; nothing where all was there
 */
export async function seedDefaults(db: DbOrTx, ctx: FactContext): Promise<Seeded> {
  return inTransaction(db, async (tx) => {
    // Two that start at once go one after the other.
    await lockSettings(tx);
    return [
      ...(await seedCalendars(tx, ctx)),
      // A playbook may name only templates that are there, and its cadence is held against the published policies.
      ...(await seedTemplates(tx, ctx)),
      ...(await seedDocuments(tx, 'contact_policy', ctx)),
      ...(await seedDocuments(tx, 'ladder', ctx)),
      ...(await seedDocuments(tx, 'playbook', ctx)),
      ...(await seedDocuments(tx, 'assignment_policy', ctx)),
      ...(await seedDocuments(tx, 'scorecard', ctx)),
      ...(await seedDocuments(tx, 'win_back_policy', ctx)),
    ];
  });
}

async function seedCalendars(tx: Tx, ctx: FactContext): Promise<Seeded> {
  const there = new Set((await tx.calendar.findMany({ select: { code: true } })).map(({ code }) => code));
  const missing = [plainWeek, ...loadSeedDocuments('calendars').map(({ text }) => readCalendar(text))].filter(
    ({ code }) => !there.has(code),
  );
  for (const calendar of missing) await saveCalendar(tx, calendar, ctx);
  return missing.map(({ code }) => `calendar ${code}`);
}

/** For customers of a country that has no calendar of its own. */
const plainWeek: SaveCalendarInput = {
  code: EVERY_WEEKDAY.code,
  version: 0,
  title: { en: 'Monday to Friday, no holidays', zh: '周一至周五，无节假日' },
  weekend: EVERY_WEEKDAY.weekend,
  source: null,
  days: [],
};

function readCalendar(text: string): SaveCalendarInput {
  const { file, faults } = parseCalendar(text);
  if (file === null) throw new Error(faults.map(({ message }) => message).join('\n'));
  const { calendar, title, source, names } = file;
  const days = [...calendar.days].map(([on, kind]) => ({ on, kind, name: names.get(on) ?? null }));
  return { code: calendar.code, version: 0, title, weekend: calendar.weekend, source, days };
}

async function seedTemplates(tx: Tx, ctx: FactContext): Promise<Seeded> {
  const saved = await tx.template.findMany({
    distinct: ['name', 'channel', 'language'],
    select: { name: true, channel: true, language: true },
  });
  const nameOf = (text: (typeof saved)[number]) => `template ${text.name} ${text.channel} ${text.language}`;
  const there = new Set(saved.map(nameOf));
  const missing = loadSeedTemplates().filter((template) => !there.has(nameOf(template)));
  for (const template of missing) await saveTemplate(tx, { template, version: 0 }, ctx);
  return missing.map(nameOf);
}

/**
 * Whether a kind comes published: what collections needs does. Who gets which customer, whom to give credit and whom to
 * win back is the operator's to decide: those come as drafts.
 */
const DOCUMENTS: Readonly<Record<DocumentKind, { readonly folder: SeedFolder; readonly publish: boolean }>> = {
  contact_policy: { folder: 'policies', publish: true },
  playbook: { folder: 'playbooks', publish: true },
  ladder: { folder: 'ladders', publish: true },
  assignment_policy: { folder: 'assignment-policies', publish: false },
  scorecard: { folder: 'scorecards', publish: false },
  win_back_policy: { folder: 'win-back-policies', publish: false },
};

async function seedDocuments(tx: Tx, kind: DocumentKind, ctx: FactContext): Promise<Seeded> {
  const { folder, publish } = DOCUMENTS[kind];
  const there = new Set((await tx.document.findMany({ where: { kind } })).map(({ name }) => name));
  const missing = loadSeedDocuments(folder).filter(({ name }) => !there.has(name));
  for (const { text } of missing) {
    const draft = await saveDraft(tx, { kind, source: text, documentId: null, note: null }, ctx);
    if (publish) await publishVersion(tx, { versionId: draft.row.id, effective: 'next-plan', replaces: 0 }, ctx);
  }
  return missing.map(({ name }) => `${DOCUMENT_FORMS[kind].event} ${name}`);
}
