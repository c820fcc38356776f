import { isOpenDay } from '../../../domain/calendar/business-calendar';
import type { Weekday } from '../../../domain/types';
import { publishVersion, retireDocument, saveDraft } from '../../../facts/write/documents';
import { saveCalendar } from '../../../facts/write/save-calendar';
import { saveTemplate } from '../../../facts/write/save-template';
import { seedDefaults } from '../../../facts/write/seed-defaults';
import { loadSeedTemplates } from '../../../prisma/seed/load-templates';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

const ctx = { actor: 'seed', now: Date.parse('2026-03-02T08:00:00Z') };
const operator = { actor: 'staff:ann', now: Date.parse('2026-03-03T08:00:00Z') };

describe('seedDefaults', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  async function published(): Promise<string[]> {
    const rows = await database.prisma.documentVersion.findMany({
      where: { status: 'published' },
      include: { document: true },
      orderBy: [{ document: { kind: 'asc' } }, { document: { name: 'asc' } }],
    });
    return rows.map(({ document, number, publishedBy }) => `${document.name} ${number} by ${publishedBy}`);
  }

  it('puts calendars, templates and published documents into an empty database', async () => {
    const db = database.prisma;
    const seeded = await seedDefaults(db, ctx);
    expect(await published()).toEqual([
      'b2b-net30 1 by seed',
      'firm-enterprise 1 by seed',
      'gentle-b2c 1 by seed',
      'default 1 by seed',
      'quiet 1 by seed',
      'standard 1 by seed',
      'urgent 1 by seed',
    ]);
    const calendars = await db.calendar.findMany({ orderBy: { code: 'asc' }, include: { days: true } });
    expect(calendars.map(({ code }) => code)).toEqual(['cn', 'de', 'default', 'gb', 'us']);
    const [china] = calendars;
    const days = china!.days.map(({ on, kind }) => [on.toISOString().slice(0, 10), kind as 'off' | 'work'] as const);
    const calendar = { code: 'cn', weekend: china!.weekend as Weekday[], days: new Map(days) };
    expect(isOpenDay(calendar, '2026-02-14')).toBe(true);
    expect(isOpenDay(calendar, '2026-02-16')).toBe(false);
    expect(await db.template.count()).toBe(loadSeedTemplates().length);
    // Who gets which customer, who gets credit and who is won back is not decided for anybody.
    const drafts = await db.documentVersion.findMany({
      where: { status: 'draft' },
      include: { document: true },
      orderBy: { document: { kind: 'asc' } },
    });
    expect(drafts.map(({ document }) => `${document.kind} ${document.name}`)).toEqual([
      'assignment_policy standard',
      'scorecard standard',
      'win_back_policy standard',
    ]);
    expect(seeded).toHaveLength(5 + 7 + drafts.length + loadSeedTemplates().length);
  });

  it('changes nothing when it runs again', async () => {
    await seedDefaults(database.prisma, ctx);
    const before = await everything(database);
    expect(await seedDefaults(database.prisma, { ...ctx, now: ctx.now + 60_000 })).toEqual([]);
    expect(await everything(database)).toEqual(before);
  });

  it('puts everything once when two start at the same time', async () => {
    const runs = await Promise.all([seedDefaults(database.prisma, ctx), seedDefaults(database.prisma, ctx)]);
    expect(runs.map((seeded) => seeded.length).sort((a, b) => a - b)[0]).toBe(0);
    expect(await published()).toHaveLength(7);
  });

  it('leaves what an operator has changed or taken out of use', async () => {
    const db = database.prisma;
    await seedDefaults(db, ctx);
    const source = 'playbook: gentle-b2c\nsteps:\n  - { id: once, at: due + 1d, do: email, template: reminder-1 }\n';
    const draft = await saveDraft(db, { kind: 'playbook', source, documentId: null, note: null }, operator);
    await publishVersion(db, { versionId: draft.row.id, effective: 'next-plan', replaces: 1 }, operator);
    const quiet = await db.document.findFirstOrThrow({ where: { name: 'quiet' } });
    await retireDocument(db, { documentId: quiet.id }, operator);
    const us = { code: 'us', version: 1, title: { en: 'US', zh: '美国' }, weekend: ['sun' as const], source: null };
    await saveCalendar(db, { ...us, days: [] }, operator);
    const [template] = loadSeedTemplates();
    await saveTemplate(db, { template: { ...template!, subject: 'Your invoice' }, version: 1 }, operator);

    const before = await everything(database);
    expect(await seedDefaults(db, ctx)).toEqual([]);
    expect(await everything(database)).toEqual(before);
    expect(await published()).toContain('gentle-b2c 2 by staff:ann');
    expect((await published()).some((line) => line.startsWith('quiet'))).toBe(false);
  });

  it('adds what a newer release comes with beside what is there', async () => {
    const db = database.prisma;
    await seedDefaults(db, ctx);
    await db.calendar.delete({ where: { code: 'gb' } });
    await db.template.deleteMany({ where: { name: 'final-notice', channel: 'sms' } });
    expect(await seedDefaults(db, ctx)).toEqual([
      'calendar gb',
      'template final-notice sms en',
      'template final-notice sms zh',
    ]);
  });
});

async function everything({ prisma }: TestDatabase): Promise<unknown> {
  return [
    await prisma.calendar.findMany({ orderBy: { code: 'asc' }, include: { _count: { select: { days: true } } } }),
    await prisma.template.findMany({ orderBy: { id: 'asc' } }),
    await prisma.documentVersion.findMany({ orderBy: { id: 'asc' } }),
    await prisma.settings.findMany(),
  ];
}
