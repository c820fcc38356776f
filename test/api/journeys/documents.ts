import { loadSeedDocuments } from '../../../prisma/seed/load-documents';
import { listOf, newCustomer, newInvoice, textOf, type Calls } from '../support/calls';

const yaml = (steps: string) => `playbook: journey
title: { en: Journey, zh: 旅程 }
applies: { customer.segment: journey }
sendAt: "10:00"
steps:
${steps}
`;
const ONE_STEP = yaml('  - { id: first, at: due + 3d, do: email, template: reminder-1 }');
const TWO_STEPS = yaml(
  '  - { id: first, at: due + 2d, do: email, template: reminder-1 }\n  - { id: second, at: due + 9d, do: sms, template: reminder-2 }',
);
const asYaml = { type: 'text/yaml' };

/** Registers tests about playbooks, contact policies, calendars and templates. */
export function documentJourney(calls: Calls): void {
  describe('documents', () => {
    test('a playbook is validated, drafted, compared, simulated, published and retired', async () => {
      const faulty = await calls.post('/v1/playbooks/validate', ONE_STEP.replace('3d', '3x'), asYaml);
      expect(faulty.body).toMatchObject({
        valid: false,
        faults: [{ severity: 'error', pointer: '/steps/0/at', line: 6 }],
      });
      expect((await calls.post('/v1/playbooks/validate', ONE_STEP, asYaml)).body).toMatchObject({ valid: true });
      const refused = await calls.post('/v1/playbooks', ONE_STEP.replace('reminder-1', 'no-such'), asYaml);
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({ code: 'playbook-not-valid', errors: [{ pointer: '/steps/0/template' }] });

      const first = await calls.post('/v1/playbooks?note=start', ONE_STEP, asYaml);
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({ version: 1, status: 'draft', note: 'start', source: ONE_STEP });
      expect((await calls.post('/v1/playbooks', ONE_STEP, asYaml)).status).toBe(200);
      const second = await calls.post('/v1/playbooks/journey/versions', TWO_STEPS, asYaml);
      expect(second.headers['location']).toBe('/v1/playbooks/journey/versions/2');
      const { body: diff } = await calls.get('/v1/playbooks/journey/diff?from=1&to=2');
      expect(listOf(diff['changes']).map(({ kind, step, field }) => ({ kind, step, field }))).toEqual([
        { kind: 'changed', step: 'first', field: 'at' },
        { kind: 'added', step: 'second', field: null },
      ]);

      const { id } = await newCustomer(calls, { externalId: 'D-1', segment: 'journey' });
      await newInvoice(calls, textOf(id), { number: 'D-INV-1', dueOn: '2099-03-20', issuedOn: '2026-03-01' });
      const simulated = await calls.post('/v1/playbooks/journey/simulate', {
        version: 1,
        customers: ['ext:D-1'],
        days: 1,
      });
      expect(simulated.body).toMatchObject({ version: 1, customers: 1, notApplying: 0, summary: { touches: 0 } });

      const published = await calls.post('/v1/playbooks/journey/versions/1/publish', { replaces: 0 });
      expect(published.body).toMatchObject({ status: 'published' });
      expect((await calls.post('/v1/playbooks/journey/versions/2/publish', { replaces: 0 })).status).toBe(412);
      expect((await calls.post('/v1/playbooks/journey/versions/2/publish', { effective: 'new-episodes' })).status).toBe(
        200,
      );
      expect((await calls.get('/v1/playbooks/journey')).body).toMatchObject({
        published: { version: 2 },
        latest: { version: 2 },
      });
      expect((await calls.get('/v1/playbooks/journey/versions?limit=1')).body).toMatchObject({
        items: [{ version: 2 }],
      });
      expect((await calls.get('/v1/playbooks/journey/versions/1')).body).toMatchObject({ status: 'retired' });
      const source = await calls.get('/v1/playbooks/journey/versions/1/source');
      expect(source.headers['content-type']).toContain('text/yaml');
      expect(source.text).toBe(ONE_STEP);
      expect((await calls.post('/v1/playbooks/journey/retire')).body).toMatchObject({ published: null });
      expect(listOf((await calls.get('/v1/playbooks')).body['items']).length).toBeGreaterThan(0);
    });

    // A ladder first: policies may name only ladders that are published.
    test.each([
      ['/v1/ladders', 'ladders', ''],
      ['/v1/assignment-policies', 'assignment-policies', 'applies: { customer.segment: nobody }\n'],
      ['/v1/scorecards', 'scorecards', 'applies: { customer.segment: nobody }\n'],
      ['/v1/win-back-policies', 'win-back-policies', 'applies: { customer.segment: nobody }\n'],
    ] as const)('a document under %s goes the same way as every other', async (path, folder, more) => {
      const [seed] = loadSeedDocuments(folder);
      const [name, source] = [seed!.name, `${seed!.text}${more}`];
      expect((await calls.post(`${path}/validate`, source, asYaml)).body).toMatchObject({ valid: true });
      // Perennial comes with the first version.
      expect(await calls.post(path, `# Mine\n${source}`, asYaml)).toMatchObject({ status: 201, body: { version: 2 } });
      expect((await calls.post(`${path}/${name}/versions`, `${source}title: Other\n`, asYaml)).status).toBe(422);
      const second = await calls.post(`${path}/${name}/versions`, `# Again\n${source}`, asYaml);
      expect(second.body).toMatchObject({ version: 3, status: 'draft' });
      expect((await calls.get(`${path}/${name}/diff?from=2&to=3`)).body).toMatchObject({ changes: [] });
      const address = `${path}/${name}/versions/3`;
      expect((await calls.post(`${address}/publish`, {})).body).toMatchObject({ status: 'published' });
      for (const read of [path, `${path}/${name}`, `${path}/${name}/versions`, address])
        expect((await calls.get(read)).status).toBe(200);
      expect((await calls.get(`${address}/source`)).text).toBe(`# Again\n${source}`);
      // The standard ladder stays: policies name it.
      const retired = folder === 'ladders' ? 'urgent' : name;
      expect((await calls.post(`${path}/${retired}/retire`)).body).toMatchObject({ published: null });
    });

    test('a contact policy comes as JSON and goes the same way', async () => {
      const policy = { policy: 'calm', priority: -5, minimumGap: '3d' };
      expect((await calls.post('/v1/policies/validate', { ...policy, preset: 'x' })).body).toMatchObject({
        valid: false,
      });
      expect((await calls.post('/v1/policies', policy)).body).toMatchObject({ version: 1 });
      expect((await calls.post('/v1/policies/calm/versions', { ...policy, minimumGap: '5d' })).body).toMatchObject({
        version: 2,
      });
      const { body } = await calls.get('/v1/policies/calm/diff?from=1&to=2');
      expect(listOf(body['changes'])).toHaveLength(1);
      for (const address of [
        '/v1/policies',
        '/v1/policies/calm',
        '/v1/policies/calm/versions',
        '/v1/policies/calm/versions/2',
      ])
        expect((await calls.get(address)).status).toBe(200);
      expect((await calls.get('/v1/policies/calm/versions/2/source')).text).toContain('minimumGap: 5d');
      expect((await calls.post('/v1/policies/calm/versions/2/publish')).status).toBe(200);
      expect((await calls.post('/v1/policies/calm/retire')).status).toBe(200);
    });

    test('a calendar is saved whole, and next year’s days are added as CSV', async () => {
      const calendar =
        'calendar: moon\ntitle: Moon\nweekend: [sun]\ndays: [{ on: 2026-05-01, kind: off, name: Landing }]\n';
      const made = await calls.put('/v1/calendars/moon', calendar, { ...asYaml, headers: { 'If-None-Match': '*' } });
      expect(made.status).toBe(201);
      const csv = 'kind,on,name\noff,2027-01-01,New year\nwork,2027-01-03,\n';
      const added = await calls.post('/v1/calendars/moon/days', csv, { type: 'text/csv' });
      expect(listOf(added.body['days'])).toHaveLength(3);
      const replaced = await calls.post('/v1/calendars/moon/days?replaceYears=true', {
        days: [{ on: '2027-02-01', kind: 'off' }],
      });
      expect(listOf(replaced.body['days']).map(({ on }) => on)).toEqual(['2026-05-01', '2027-02-01']);
      const bad = await calls.post('/v1/calendars/moon/days', 'on,kind\n2027-01-01,closed\n', { type: 'text/csv' });
      expect(bad.body).toMatchObject({
        errors: [{ pointer: '/days/0/kind', detail: 'Given "closed" in row 2; expected off or work' }],
      });
      expect((await calls.get('/v1/calendars/moon')).body).toMatchObject({ version: 3, weekend: ['sun'] });
      expect(JSON.stringify((await calls.get('/v1/calendars')).body)).toContain('"moon"');
    });

    test('a template is saved in versions, previewed with a sample or a customer, and sent to oneself', async () => {
      const address = '/v1/templates/hello/email/en';
      const text = {
        purpose: 'collections',
        subject: 'Invoice {{ lead.item.number }}',
        html: '<p>{{ customer.name }}</p>',
      };
      const wrong = await calls.put(
        address,
        { ...text, html: '{{ customer.nme }}' },
        { headers: { 'If-None-Match': '*' } },
      );
      expect(wrong.status).toBe(422);
      expect(wrong.body).toMatchObject({ code: 'template-not-valid', errors: [{ pointer: '/html' }] });
      const made = await calls.put(address, text, { headers: { 'If-None-Match': '*' } });
      expect(made.body).toMatchObject({ version: 1 });
      await calls.put(address, { ...text, subject: 'Second' }, { headers: { 'If-Match': '"1"' } });
      expect((await calls.get(address)).body).toMatchObject({ subject: 'Second' });
      expect((await calls.get(`${address}/versions`)).body['items']).toHaveLength(2);
      expect(listOf((await calls.get('/v1/templates')).body['items']).length).toBeGreaterThan(10);

      const which = { name: 'hello', channel: 'email', language: 'en', version: 1 };
      const sample = await calls.post('/v1/templates/preview', { template: which });
      expect(sample.body).toMatchObject({
        email: { subject: 'Invoice INV-1042', html: '<p>Harbour &amp; Sons Ltd</p>' },
      });
      const { id } = await newCustomer(calls, { name: 'A <b> & Co' });
      await newInvoice(calls, textOf(id), { number: 'T-1' });
      const real = await calls.post('/v1/templates/preview', { template: which, customer: textOf(id) });
      expect(real.body).toMatchObject({ email: { subject: 'Invoice T-1', html: '<p>A &lt;b&gt; &amp; Co</p>' } });
      const sms = { channel: 'sms', language: 'en', purpose: 'service', sms: 'Hi {{ customer.name }}' };
      expect((await calls.post('/v1/templates/preview', { source: sms, sample: 'due-today' })).body).toMatchObject({
        sms: { segments: 1, encoding: 'GSM-7' },
      });
      const sent = await calls.post('/v1/templates/test-send', { template: which, to: 'Me@Example.com' });
      expect(sent.body).toMatchObject({ outcome: 'accepted', to: 'me@example.com' });
    });
  });
}
