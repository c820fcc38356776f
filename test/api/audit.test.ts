import { readFileSync } from 'node:fs';
import path from 'node:path';
import { storeBootstrapKey } from '../../api/bootstrap-key';
import { makeApiKey } from '../../api/http/authenticate';
import { projectRoot } from '../../prisma/project-root';
import { useApiWorld } from './support/api-world';
import { callsOf, listOf, textOf, type Json } from './support/calls';

const world = useApiWorld();
const calls = callsOf(world);

const entriesOf = async (query: string): Promise<readonly Json[]> =>
  listOf((await calls.get(`/v1/audit?sort=id&${query}`)).body['items']);
const actorOf = (role: 'admin' | 'operator') => `key:${world().keyOf(role).split('_')[1]}`;
/** What is told from now on. */
async function begin(): Promise<() => Promise<readonly Json[]>> {
  const before = await world().prisma.auditEntry.count();
  return async () => (await entriesOf('limit=200')).slice(before);
}
const brief = (entries: readonly Json[]) =>
  entries.map(({ actor, kind, subject, data }) => ({ actor, kind, subject, data }));
const etagOf = async (path: string) => ({ headers: { 'If-Match': (await calls.get(path)).headers['etag']! } });

test('a kill switch and settings that one request changes are told with who, what was and what is', async () => {
  const told = await begin();
  const changes = { emailFrom: 'pay@lee.example', portalUrl: 'https://lee.example/pay', smsStopped: true };
  expect((await calls.patch('/v1/settings', changes, await etagOf('/v1/settings'))).status).toBe(200);
  await calls.put('/v1/kill-switches/sms', { stopped: false }, { role: 'operator' });
  await calls.put('/v1/kill-switches/sms', { stopped: false }, { role: 'operator' });
  const { body } = await calls.get('/v1/playbooks');
  const playbook = textOf(listOf(body['items'])[0]!['name']);
  await calls.put(`/v1/kill-switches/playbooks/${playbook}`, { stopped: true }, { role: 'operator' });
  const subject = 'settings';
  expect(brief(await told())).toEqual([
    {
      ...{ actor: actorOf('admin'), kind: 'settings.changed', subject },
      data: {
        changes: {
          emailFrom: { from: 'billing@example.com', to: 'pay@lee.example' },
          portalUrl: { from: null, to: 'https://lee.example/pay' },
        },
      },
    },
    {
      ...{ actor: actorOf('admin'), kind: 'kill-switch.changed', subject },
      data: { changes: { smsStopped: { from: false, to: true } } },
    },
    {
      ...{ actor: actorOf('operator'), kind: 'kill-switch.changed', subject },
      data: { changes: { smsStopped: { from: true, to: false } } },
    },
    {
      ...{ actor: actorOf('operator'), kind: 'kill-switch.changed', subject },
      data: { changes: { stoppedPlaybooks: { from: [], to: [playbook] } } },
    },
  ]);
});

test('a change that is refused leaves no entry', async () => {
  const told = await begin();
  const stale = { headers: { 'If-Match': '"1"' } };
  expect((await calls.patch('/v1/settings', { companyName: 'X' }, stale)).status).toBe(412);
  expect((await calls.put('/v1/kill-switches/playbooks/none', { stopped: true })).status).toBe(422);
  expect(await told()).toEqual([]);
});

test('keys are told by name, role and prefix, and revoking one twice once', async () => {
  const told = await begin();
  const { body } = await calls.post('/v1/api-keys', { name: 'ERP', role: 'integration' });
  const address = `/v1/api-keys/${textOf(body['id'])}`;
  await calls.delete(address);
  await calls.delete(address);
  const { text } = makeApiKey();
  await storeBootstrapKey(world().prisma, text, world().now);
  await storeBootstrapKey(world().prisma, text, world().now);
  const [subject, actor] = [textOf(body['prefix']), actorOf('admin')];
  const data = { name: 'ERP', role: 'integration' };
  expect(brief(await told())).toEqual([
    { actor, kind: 'api-key.created', subject, data },
    { actor, kind: 'api-key.revoked', subject, data },
    {
      ...{ actor: 'installation', kind: 'api-key.created', subject: text.split('_')[1] },
      data: { name: 'bootstrap', role: 'admin' },
    },
  ]);
});

test('calendars are told by the days that differ, templates by their fields, documents by their versions', async () => {
  const told = await begin();
  const week = { title: { en: 'Firm', zh: '公司' }, weekend: ['sat', 'sun'] };
  const isNew = { headers: { 'If-None-Match': '*' } };
  const days = ['2026-05-01', '2026-05-02'].map((on) => ({ on, kind: 'off', name: 'x' }));
  const calendar = { calendar: 'firm', ...week, days };
  expect((await calls.put('/v1/calendars/firm', calendar, isNew)).status).toBe(201);
  const added = 'on,kind,name\n2026-05-02,work,\n2026-05-03,off,x\n';
  const posted = await calls.post('/v1/calendars/firm/days', added, { type: 'text/csv', role: 'operator' });
  expect(posted.status).toBe(200);
  const template = '/v1/templates/reminder-1/sms/en';
  const { body: sms } = await calls.get(template);
  const saved = await calls.put(
    template,
    { purpose: textOf(sms['purpose']), sms: 'Dear {{ customer.name }}, please pay.' },
    await etagOf(template),
  );
  expect(saved.body).toMatchObject({ version: 2 });
  const { body: page } = await calls.get('/v1/ladders');
  const ladder = textOf(listOf(page['items'])[0]!['name']);
  expect((await calls.post(`/v1/ladders/${ladder}/retire`)).status).toBe(200);
  const entries = brief(await told());
  expect(entries.map(({ kind, subject }) => `${textOf(kind)} ${textOf(subject)}`)).toEqual([
    'calendar.saved firm',
    'calendar.saved firm',
    'template.saved reminder-1/sms/en',
    `document.retired ${ladder}`,
  ]);
  expect(entries[1]).toMatchObject({
    actor: actorOf('operator'),
    data: { version: 2, changes: {}, daysAdded: ['2026-05-03'], daysRemoved: [], daysChanged: ['2026-05-02'] },
  });
  expect(entries[2]).toMatchObject({ data: { version: 2, fields: ['sms'] } });
  expect(entries[3]).toMatchObject({ data: { document: 'ladder', version: 1 } });
});

test('webhook endpoints are told without their secrets, and staff without what is said of them', async () => {
  const told = await begin();
  const endpoint = { url: 'https://hooks.example.com/in', kinds: ['invoice.*'], note: null };
  const { body: made } = await calls.post('/v1/webhook-endpoints', endpoint);
  const address = `/v1/webhook-endpoints/${textOf(made['id'])}`;
  await calls.patch(address, { note: 'ERP' }, await etagOf(address));
  await calls.post(`${address}/pause`);
  await calls.post(`${address}/resume`);
  const { body: rotated } = await calls.post(`${address}/rotate-secret`, {});
  await calls.delete(address);
  await calls.delete(address);
  const { body: staff } = await calls.post('/v1/staff', { name: 'Ana Silva', email: 'ana@example.com' });
  const person = `/v1/staff/${textOf(staff['id'])}`;
  await calls.patch(person, { name: 'Ana Souza' }, await etagOf(person));
  const away = { fromOn: '2026-05-04', untilOn: '2026-05-08', reason: 'an operation' };
  const { body: absence } = await calls.post(`${person}/absences`, away);
  await calls.post(`${person}/absences`, away);
  await calls.delete(`${person}/absences/${textOf(absence['id'])}`);
  await calls.delete(`${person}/absences/${textOf(absence['id'])}`);
  const entries = await told();
  expect(entries.map(({ kind }) => kind)).toEqual([
    ...['created', 'changed', 'paused', 'resumed', 'secret-rotated', 'deleted'].map(
      (word) => `webhook-endpoint.${word}`,
    ),
    'staff.created',
    'staff.changed',
    'staff.absence-added',
    'staff.absence-removed',
  ]);
  expect(entries[1]).toMatchObject({ data: { changes: { note: { from: null, to: 'ERP' } } } });
  expect(entries[7]).toMatchObject({ subject: staff['id'], data: { fields: ['name'] } });
  for (const entry of entries.slice(8)) {
    expect(entry).toMatchObject({ subject: staff['id'], data: { fromOn: '2026-05-04', untilOn: '2026-05-08' } });
  }
  const text = JSON.stringify(entries);
  for (const secret of [textOf(made['secret']), textOf(rotated['secret']), 'Ana', 'ana@', 'operation'])
    expect(text).not.toContain(secret);
});

test('what an installation came with is told as its seed’s, with all that was published', async () => {
  const kinds = new Set((await entriesOf('actor=seed&limit=200')).map(({ kind }) => textOf(kind)));
  expect([...kinds].toSorted()).toEqual(['calendar.saved', 'document.published', 'template.saved']);
});

test('entries are found by kind, actor, subject and time, a page at a time, by admins alone', async () => {
  const { body: first } = await calls.get('/v1/audit?kind=api-key.,settings.changed&limit=1');
  expect(listOf(first['items'])).toHaveLength(1);
  const { body: second } = await calls.get(
    `/v1/audit?kind=api-key.,settings.changed&limit=1&cursor=${textOf(first['next'])}`,
  );
  expect(listOf(second['items'])[0]!['id']).not.toBe(listOf(first['items'])[0]!['id']);
  expect(await entriesOf('kind=settings.changed&subject=settings')).toHaveLength(1);
  expect(await entriesOf('subject=nothing')).toEqual([]);
  const at = new Date(world().now).toISOString();
  expect(await entriesOf(`kind=settings.changed&from=${at}`)).toHaveLength(1);
  expect(await entriesOf(`kind=settings.changed&before=${at}`)).toEqual([]);
  expect((await calls.get('/v1/audit', { role: 'operator' })).status).toBe(403);
});

test('an entry is neither changed nor deleted', async () => {
  const { prisma } = world();
  await expect(prisma.auditEntry.deleteMany()).rejects.toThrow(/audit_append_only/);
  await expect(prisma.auditEntry.updateMany({ data: { actor: 'nobody' } })).rejects.toThrow(/audit_append_only/);
});

test('every kind that stands here is documented', async () => {
  const documented = readFileSync(path.join(projectRoot, 'docs/developers/api.md'), 'utf8');
  const kinds = await world().prisma.auditEntry.findMany({ distinct: ['kind'], select: { kind: true } });
  expect(kinds.length).toBeGreaterThan(14);
  expect(kinds.filter(({ kind }) => !documented.includes(`\`${kind}\``))).toEqual([]);
});
