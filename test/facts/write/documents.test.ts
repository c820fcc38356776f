import { changeSettings } from '../../../facts/write/change-settings';
import { publishVersion, retireDocument, saveDraft } from '../../../facts/write/documents';
import { saveCalendar, type SaveCalendarInput } from '../../../facts/write/save-calendar';
import { saveTemplate } from '../../../facts/write/save-template';
import { stopPlaybook } from '../../../facts/write/stop-playbook';
import { loadDecideInput } from '../../../facts/read/load-decide-input';
import { CTX, fresh, givenCustomer, givenInvoice, NOW, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();

const step = (day: number) => `  - { id: call-${day}, at: due + ${day}d, do: task, queue: q, title: Call }\n`;
const playbook = (name: string, ...days: readonly number[]) => `playbook: ${name}\nsteps:\n${days.map(step).join('')}`;

function save(source: unknown, documentId: string | null = null) {
  return saveDraft(database.prisma, { kind: 'playbook', source, documentId, note: null }, CTX);
}

function publish(versionId: string, replaces: number | null = null) {
  return publishVersion(database.prisma, { versionId, effective: 'next-plan', replaces }, CTX);
}

async function statusesOf(documentId: string): Promise<readonly string[]> {
  const versions = await database.prisma.documentVersion.findMany({
    where: { documentId },
    orderBy: { number: 'asc' },
  });
  return versions.map(({ number, status }) => `${number} ${status}`);
}

describe('a playbook', () => {
  it('is saved version by version as it was written, and the same text again is the same version', async () => {
    const name = fresh('pb');
    const first = await save(playbook(name, 1));
    expect(first).toMatchObject({
      outcome: 'recorded',
      row: { number: 1, status: 'draft', source: playbook(name, 1), createdBy: 'staff:ada' },
    });
    expect(await save(playbook(name, 1))).toMatchObject({ outcome: 'unchanged', row: { id: first.row.id } });
    const second = await save(
      { playbook: name, steps: [{ id: 'a', at: 'due', do: 'hold-credit' }] },
      first.row.documentId,
    );
    expect(second.row).toMatchObject({ number: 2, documentId: first.row.documentId });
    expect(second.row.source).toContain(`playbook: ${name}`);
    expect(second.row.parsed).toEqual({ playbook: name, steps: [{ id: 'a', at: 'due', do: 'hold-credit' }] });
  });

  it('with faults is refused with the place of each, and no version is made', async () => {
    const name = fresh('pb');
    const refusal = await refusalOf(
      save(`playbook: ${name}\nsteps:\n  - { id: a, at: 3x, do: email, template: no-such }\n`),
    );
    expect(refusal.code).toBe('playbook-not-valid');
    expect(refusal.errors.map(({ pointer }) => pointer).sort()).toEqual(['/steps/0/at', '/steps/0/template']);
    for (const { detail } of refusal.errors) {
      expect(detail.en).toMatch(/^Line 3, column \d+: /);
      expect(detail.zh).toMatch(/^第 3 行第 \d+ 列：/);
    }
    expect(await database.prisma.document.count({ where: { name } })).toBe(0);
  });

  it('that is to be a version of another document is refused', async () => {
    const { row } = await save(playbook(fresh('pb'), 1));
    const other = await refusalOf(save(playbook(fresh('pb'), 1), row.documentId));
    expect(other).toMatchObject({ code: 'playbook-not-valid', errors: [{ pointer: '/playbook' }] });
  });

  it('numbers drafts one after the other, however many come at once', async () => {
    const name = fresh('pb');
    const rows = await Promise.all([1, 2, 3, 4].map((day) => save(playbook(name, day))));
    expect(rows.map(({ row }) => row.number).sort()).toEqual([1, 2, 3, 4]);
    expect(new Set(rows.map(({ row }) => row.documentId)).size).toBe(1);
  });

  it('is published in place of the version before, and wakes the customers who owe something', async () => {
    const debtor = await givenCustomer(database.prisma);
    await givenInvoice(database.prisma, debtor);
    const paused = await givenCustomer(database.prisma, { engagement: 'paused' });
    await givenInvoice(database.prisma, paused);
    const idle = await givenCustomer(database.prisma);

    const name = fresh('pb');
    const first = (await save(playbook(name, 1))).row;
    await publish(first.id, 0);
    expect((await loadDecideInput(database.prisma, debtor, { now: NOW })).input.playbook?.name).toBe(name);
    const second = (await save(playbook(name, 1, 2))).row;
    const before = await tracesOf(database.prisma, debtor);
    const published = await publishVersion(
      database.prisma,
      { versionId: second.id, effective: 'new-episodes', replaces: 1 },
      CTX,
    );
    expect(published.row).toMatchObject({
      status: 'published',
      effective: 'new-episodes',
      publishedBy: 'staff:ada',
      publishedAt: new Date(NOW),
    });
    expect(await statusesOf(first.documentId)).toEqual(['1 retired', '2 published']);
    const after = await tracesOf(database.prisma, debtor);
    expect(after.outbox.slice(before.outbox.length)).toEqual(['playbook.published']);
    expect(after.factsVersion).toBe(before.factsVersion);
    expect((await tracesOf(database.prisma, paused)).outbox).not.toContain('playbook.published');
    expect((await tracesOf(database.prisma, idle)).outbox).not.toContain('playbook.published');

    expect((await publish(second.id)).outcome).toBe('unchanged');
    expect((await refusalOf(publish(first.id))).code).toBe('state-conflict');
    await retireDocument(database.prisma, { documentId: first.documentId }, CTX);
    expect(await statusesOf(first.documentId)).toEqual(['1 retired', '2 retired']);
    expect((await retireDocument(database.prisma, { documentId: first.documentId }, CTX)).outcome).toBe('unchanged');
  });

  it('has one published version, whoever publishes at the same time', async () => {
    const name = fresh('pb');
    const drafts = [];
    for (const day of [1, 2, 3]) drafts.push((await save(playbook(name, day))).row);
    const results = await Promise.allSettled(drafts.map(({ id }) => publish(id, 0)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      results.filter((result) => result.status === 'rejected').map(({ reason }) => (reason as { code: string }).code),
    ).toEqual(['version-conflict', 'version-conflict']);
    const statuses = await statusesOf(drafts[0]!.documentId);
    expect(statuses.filter((status) => status.endsWith('published'))).toHaveLength(1);
  });

  it('is looked at again when it is published: a template may have gone', async () => {
    const name = fresh('template');
    const template = {
      name,
      channel: 'sms',
      language: 'en',
      purpose: 'collections',
      subject: null,
      html: null,
      text: null,
      sms: 'Pay {{ count }} bills.',
    } as const;
    await saveTemplate(database.prisma, { template, version: null }, CTX);
    const { row } = await save(
      `playbook: ${fresh('pb')}\nsteps:\n  - { id: a, at: due, do: sms, template: ${name} }\n`,
    );
    await database.prisma.template.deleteMany({ where: { name } });
    expect((await refusalOf(publish(row.id))).errors).toMatchObject([{ pointer: '/steps/0/template' }]);
  });

  it('waits to be published until claims that have begun are done', async () => {
    const { row } = await save(playbook(fresh('pb'), 1));
    const claim = await database.connect();
    await claim.query('BEGIN');
    await claim.query('SELECT pg_advisory_xact_lock_shared(740001)');
    const publishing = publish(row.id);
    for (let waiting = 0; waiting === 0;) {
      const found = await claim.query<{ waiting: number }>(`SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`);
      waiting = found.rows[0]!.waiting;
    }
    expect(await statusesOf(row.documentId)).toEqual(['1 draft']);
    await claim.query('COMMIT');
    expect((await publishing).row.status).toBe('published');
  });
});

describe('a contact policy', () => {
  it('is saved and published like a playbook', async () => {
    const name = fresh('policy');
    const save2 = (source: unknown) =>
      saveDraft(database.prisma, { kind: 'contact_policy', source, documentId: null, note: null }, CTX);
    const { row } = await save2(`policy: ${name}\nminimumGap: 3d\n`);
    expect((await publish(row.id)).row.status).toBe('published');
    const refusal = await refusalOf(save2(`policy: ${name}\nminimumGap: soon\n`));
    expect(refusal).toMatchObject({ code: 'policy-not-valid', errors: [{ pointer: '/minimumGap' }] });
  });
});

describe('a calendar', () => {
  const CALENDAR: Omit<SaveCalendarInput, 'code'> = {
    version: null,
    title: { en: 'China', zh: '中国' },
    weekend: ['sat', 'sun'],
    source: 'https://www.gov.cn/',
    days: [
      { on: '2026-02-28', kind: 'work', name: 'Make-up workday' },
      { on: '2026-02-16', kind: 'off', name: 'Spring Festival' },
    ],
  };

  it('is saved as a whole, is the same where nothing differs, and wakes debtors where something does', async () => {
    const debtor = await givenCustomer(database.prisma, { country: 'CN' });
    await givenInvoice(database.prisma, debtor);
    const saved = await saveCalendar(database.prisma, { ...CALENDAR, code: 'cn', version: 0 }, CTX);
    expect(saved.row).toMatchObject({ code: 'cn', version: 1, titleZh: '中国' });
    expect(saved.row.days.map(({ kind }) => kind)).toEqual(['off', 'work']);
    expect((await saveCalendar(database.prisma, { ...CALENDAR, code: 'cn', version: 1 }, CTX)).outcome).toBe(
      'unchanged',
    );
    const days = CALENDAR.days.slice(0, 1);
    expect((await saveCalendar(database.prisma, { ...CALENDAR, code: 'cn', version: 1, days }, CTX)).row).toMatchObject(
      {
        version: 2,
      },
    );
    const { outbox } = await tracesOf(database.prisma, debtor);
    expect(outbox.filter((kind) => kind === 'calendar.changed')).toHaveLength(2);
    const { calendar } = (await loadDecideInput(database.prisma, debtor, { now: NOW })).input;
    expect([...calendar.days]).toEqual([['2026-02-28', 'work']]);
    expect(
      (await refusalOf(saveCalendar(database.prisma, { ...CALENDAR, code: 'cn', version: 1, days: [] }, CTX))).code,
    ).toBe('version-conflict');
  });

  const bad: readonly [string, Partial<SaveCalendarInput>, string][] = [
    ['no open day', { weekend: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }, '/weekend'],
    [
      'a day twice',
      {
        days: [
          { on: '2026-01-01', kind: 'off', name: null },
          { on: '2026-01-01', kind: 'work', name: null },
        ],
      },
      '/days/1/on',
    ],
    ['a day that is none', { days: [{ on: '2026-02-30', kind: 'off', name: null }] }, '/days/0/on'],
  ];
  it.each(bad)('with %s is refused', async (_what, fields, pointer) => {
    const code = fresh('cal');
    expect(
      (await refusalOf(saveCalendar(database.prisma, { ...CALENDAR, code, ...fields }, CTX))).errors[0]!.pointer,
    ).toBe(pointer);
    expect(await database.prisma.calendar.count({ where: { code } })).toBe(0);
  });
});

describe('a template', () => {
  const template = {
    name: 'nudge',
    channel: 'sms',
    language: 'en',
    purpose: 'collections',
    subject: null,
    html: null,
    text: null,
  } as const;
  const saveSms = (sms: string, version: number | null) =>
    saveTemplate(database.prisma, { template: { ...template, sms }, version }, CTX);

  it('gets a new version when it is saved with another text', async () => {
    expect((await saveSms('Pay {{ count }} bills.', 0)).row.version).toBe(1);
    expect((await saveSms('Pay {{ count }} bills.', 1)).outcome).toBe('unchanged');
    expect((await saveSms('Please pay {{ count }} bills.', 1)).row.version).toBe(2);
    expect((await refusalOf(saveSms('x', 1))).code).toBe('version-conflict');
  });

  it('with a fault is refused with its place', async () => {
    const refusal = await refusalOf(saveSms('Pay {{ nothing.here }}.', null));
    expect(refusal.code).toBe('template-not-valid');
    expect(refusal.errors[0]).toMatchObject({
      pointer: '/sms',
      detail: { en: expect.stringMatching(/^Line 1, column \d+: /) as string },
    });
  });
});

describe('settings', () => {
  it('change under their version, and a kill switch that is taken back wakes who owes something', async () => {
    const debtor = await givenCustomer(database.prisma);
    await givenInvoice(database.prisma, debtor);
    const { version } = await database.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
    const change = (base: number, changes: Parameters<typeof changeSettings>[1]['changes']) =>
      changeSettings(database.prisma, { version: base, changes }, CTX);
    await change(version, { companyName: 'Perennial Ltd' });
    expect((await tracesOf(database.prisma, debtor)).outbox).not.toContain('settings.changed');
    expect((await change(version + 1, { emailStopped: true })).row).toMatchObject({
      emailStopped: true,
      version: version + 2,
    });
    expect((await tracesOf(database.prisma, debtor)).outbox).not.toContain('settings.changed');
    expect((await change(version + 2, { emailStopped: true })).outcome).toBe('unchanged');
    expect((await refusalOf(change(version, { smsStopped: true }))).code).toBe('version-conflict');
    expect((await refusalOf(change(version + 2, { defaultCalendar: 'mars' }))).errors[0]!.pointer).toBe(
      '/defaultCalendar',
    );
    await change(version + 2, { emailStopped: false });
    expect((await tracesOf(database.prisma, debtor)).outbox.at(-1)).toBe('settings.changed');
  });

  it('stop one playbook and leave the others alone, under any version', async () => {
    const debtor = await givenCustomer(database.prisma);
    await givenInvoice(database.prisma, debtor);
    for (const name of ['alpha', 'beta', 'gamma']) await save(playbook(name, 1));
    const stop = async (name: string, stopped: boolean) => {
      const { outcome, row } = await stopPlaybook(database.prisma, { name, stopped }, CTX);
      return [outcome, ...row.stoppedPlaybooks];
    };
    expect(await stop('beta', true)).toEqual(['recorded', 'beta']);
    expect((await tracesOf(database.prisma, debtor)).outbox).not.toContain('settings.changed');
    expect(await stop('alpha', true)).toEqual(['recorded', 'alpha', 'beta']);
    expect(await stop('beta', true)).toEqual(['unchanged', 'alpha', 'beta']);
    const refusal = await refusalOf(stopPlaybook(database.prisma, { name: 'gama', stopped: true }, CTX));
    expect(refusal.errors[0]).toMatchObject({
      pointer: '/stoppedPlaybooks',
      detail: { en: 'There is no playbook "gama"; expected the name of one that is saved; did you mean "gamma"?' },
    });
    expect(await stop('beta', false)).toEqual(['recorded', 'alpha']);
    expect((await tracesOf(database.prisma, debtor)).outbox.at(-1)).toBe('settings.changed');
    expect(await stop('none', false)).toEqual(['unchanged', 'alpha']);
    expect(await stop('alpha', false)).toEqual(['recorded']);
  });
});
