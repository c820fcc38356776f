import { runCli } from './support/run-cli';
import { useScratchFiles } from './support/scratch-files';

describe('perennial validate', () => {
  const write = useScratchFiles();

  it.each([
    ['playbook', 'playbook: p\nsteps: [{ id: a, at: due, do: email, template: reminder-1 }]\n'],
    ['contact policy', 'policy: p\nminimumGap: 2d\n'],
    ['calendar', 'calendar: xx\ntitle: Nowhere\ndays: [{ on: 2026-01-01, kind: off }]\n'],
    ['playbook', '{"playbook":"p","steps":[{"id":"a","at":"due","do":"hold-credit"}]}'],
    [
      'mapping',
      'dateFormat: yyyy-MM-dd\ncurrency: USD\nzone: UTC\ncustomer: { externalId: c }\ninvoice:\n  number: i\n  issuedOn: d\n  dueOn: d\n  amount: a\n  attributes:\n    policy: p\n',
    ],
    [
      'mapping',
      'dateFormat: yyyy-MM-dd\ncurrency: USD\nzone: UTC\ncustomer: { externalId: c }\ninvoice: { number: i, issuedOn: d, dueOn: d, amount: a }\n',
    ],
  ])('knows a %s by its fields', async (kind, text) => {
    const file = write(`${kind}.yaml`, text);
    expect(await runCli(['validate', file])).toEqual({ code: 0, stdout: `${file}: ok, a ${kind}\n`, stderr: '' });
  });

  it('passes what may be meant so, and warns of it', async () => {
    const steps = [
      '{ id: b, at: due + 7d, do: email, template: reminder-2 }',
      '{ id: a, at: due + 1d, do: email, template: reminder-1 }',
    ];
    const file = write('order.yaml', `playbook: p\nsteps:\n  - ${steps.join('\n  - ')}\n`);
    const { code, stdout } = await runCli(['validate', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/order\.yaml:\d+:.*warning/);
  });

  it('looks at every file, and fails where one is at fault', async () => {
    const good = write('good.yaml', 'policy: p\n');
    const bad = write('bad.yaml', 'policy: p\ncaps: [{ count: 0, per: 7d }]\n');
    const other = write('other.yaml', 'recipe: soup\n');
    const { code, stdout, stderr } = await runCli(['validate', good, bad, other]);
    expect(stdout).toBe(`${good}: ok, a contact policy\n`);
    expect(stderr).toMatch(/bad\.yaml:2:/);
    expect(stderr).toMatch(/other\.yaml: is of no kind that is known/);
    expect(code).toBe(1);
  });

  it('speaks Chinese where it is asked to', async () => {
    const bad = write('bad-zh.yaml', 'policy: p\ncaps: [{ count: 0, per: 7d }]\n');
    expect((await runCli(['validate', '--language', 'zh', bad])).stderr).toMatch(/应为/);
  });
});
