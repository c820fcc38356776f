import { customerOut } from '../../api/contract/customers';
import { ApiClient } from '../../cli/http/api-client';
import type { ServerSource } from '../../cli/server-source';
import { reconcileWorkflowId } from '../../workflows/ids';
import { RunningProduct } from '../support/running-product';
import { NO_SERVER, runCli, type CliResult } from './support/run-cli';
import { useScratchFiles } from './support/scratch-files';

const MAPPING = `
dateFormat: dd/MM/yyyy
currency: USD
zone: America/New_York
customer: { externalId: customer }
invoice: { number: invoice, issuedOn: issued, dueOn: due, amount: amount }
payment: { receivedOn: paid, amount: amount }
`;
const HEADER = 'customer,invoice,issued,due,amount,paid\n';
const ROWS = `${HEADER}C-1,A-1,01/02/2024,11/03/2024,100.00,14/03/2024\nC-2,B-1,01/02/2024,11/03/2024,50.00,\n`;

describe('commands that talk to a server', () => {
  const write = useScratchFiles();
  const mapping = write('mapping.yaml', MAPPING);
  let product: RunningProduct;
  let servers: ServerSource;

  beforeAll(async () => {
    product = await RunningProduct.start();
    servers = { ...NO_SERVER, withServer: (work) => work(product.server) };
  });
  afterAll(() => product.close());

  const perennial = (...args: readonly string[]): Promise<CliResult> => runCli(args, servers);
  const json = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

  describe('import', () => {
    it('counts in a dry run what it would write, and writes nothing', async () => {
      const result = await perennial('import', '--csv', write('a.csv', ROWS), '--mapping', mapping, '--dry-run');
      expect(json(result)).toMatchObject({ dryRun: true, rowsRead: 2, customers: 2, invoices: 2, payments: 1 });
      expect(await product.prisma.invoice.count()).toBe(0);
    });

    it('writes, activates when asked to, and has no second effect', async () => {
      const args = ['import', '--csv', write('a.csv', ROWS), '--mapping', mapping] as const;
      expect(json(await perennial(...args))).toMatchObject({ customers: 2, invoices: 2, payments: 1, unchanged: 0 });
      expect(await product.prisma.customer.count({ where: { engagement: 'active' } })).toBe(0);
      expect(json(await perennial(...args, '--activate'))).toMatchObject({ customers: 0, invoices: 0, payments: 0 });
      expect(await product.prisma.invoice.count()).toBe(2);
    });

    it('leaves bad rows out where it is told to, and says what is wrong with each', async () => {
      const csv = write(
        'bad.csv',
        `${HEADER}C-3,D-1,01/02/2024,32/03/2024,1.00,\nC-3,D-2,01/02/2024,11/03/2024,1.00,\n`,
      );
      const args = ['import', '--csv', csv, '--mapping', mapping] as const;
      const refused = await perennial(...args);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/row 2: Column "due" holds "32\/03\/2024"/);
      expect(await product.prisma.invoice.count({ where: { number: 'D-2' } })).toBe(0);
      const inChinese = await perennial(...args, '--language', 'zh');
      expect(inChinese.stderr).toMatch(/row 2: 列“due”的值为“32\/03\/2024”/);
      expect(inChinese.stderr).toContain('rows-not-valid: 有 1 行错误，因此未写入任何内容');
      const skipped = await perennial(...args, '--mode', 'skip-bad-rows');
      expect(skipped.stderr).toMatch(/row 2: Column "due" holds "32\/03\/2024"/);
      expect(json(skipped)).toMatchObject({ rowsRead: 2, rowsBad: 1, invoices: 1 });
    });

    it('tells a fault of the mapping with its place, and sends nothing', async () => {
      const bad = write('bad.yaml', MAPPING.replace('dd/MM/yyyy', 'dd/MM'));
      const { code, stderr } = await perennial('import', '--csv', write('a.csv', ROWS), '--mapping', bad);
      expect(code).toBe(1);
      expect(stderr).toMatch(/bad\.yaml:2:.*"dd\/MM"/);
    });
  });

  describe('clock', () => {
    it('creates a clock, stages facts, moves it and shows where it stands', async () => {
      const created = json(await perennial('clock', 'create', 'story', '--at', '2024-03-01T00:00:00Z')) as {
        id: string;
      };
      const customer = { externalId: 'S-1', name: 'Sandbox', zone: 'UTC', testClockId: created.id };
      await new ApiClient(product.server, 'en').post('/v1/customers', customer, customerOut);
      const invoice = {
        customer: 'ext:S-1',
        at: '2024-03-02T00:00:00Z',
        kind: 'invoice.create',
        payload: { number: 'S-A', issuedOn: '2024-03-02', dueOn: '2024-03-20', currency: 'USD', amount: '10.00' },
      };
      const hold = {
        customer: 'ext:S-1',
        at: '2024-03-03T00:00:00Z',
        kind: 'hold.place',
        payload: { reason: 'dispute' },
      };
      const lines = [invoice, hold].map((fact) => JSON.stringify(fact)).join('\n');
      expect(json(await perennial('clock', 'stage', 'story', write('facts.jsonl', lines)))).toEqual({ staged: 2 });
      expect(json(await perennial('clock', 'show', 'story'))).toMatchObject({ customers: 1, factsWaiting: 2 });
      const moved = await perennial('clock', 'advance', 'story', '--to', '2024-03-05T00:00:00Z');
      expect(json(moved)).toMatchObject({ nowAt: '2024-03-05T00:00:00.000Z', factsWaiting: 0, factsRefused: 0 });
      expect(await product.prisma.hold.count({ where: { reason: 'dispute' } })).toBe(1);
    });

    it('tells which facts were refused when they arrived, and why', async () => {
      const { id } = json(await perennial('clock', 'create', 'refused', '--at', '2024-03-01T00:00:00Z')) as {
        id: string;
      };
      const customer = { externalId: 'S-2', name: 'Sandbox', zone: 'UTC', testClockId: id };
      await new ApiClient(product.server, 'en').post('/v1/customers', customer, customerOut);
      const payload = { invoice: 'never-issued' };
      const fact = { customer: 'ext:S-2', at: '2024-03-02T00:00:00Z', kind: 'invoice.void', payload };
      await perennial('clock', 'stage', 'refused', write('void.json', JSON.stringify([fact])));
      const { code, stderr } = await perennial('clock', 'advance', 'refused', '--to', '2024-03-05T00:00:00Z');
      expect(code).toBe(1);
      expect(stderr).toMatch(/S-2, 2024-03-02T00:00:00\.000Z, invoice\.void: .*"never-issued"/);
    });

    it('refuses facts with their places, and a move backwards', async () => {
      await perennial('clock', 'create', 'refusals', '--at', '2024-03-01T00:00:00Z');
      const nobody = [{ customer: 'ext:nobody', at: '2024-03-02T00:00:00Z', kind: 'hold.lift', payload: {} }];
      const staged = await perennial('clock', 'stage', 'refusals', write('nobody.json', JSON.stringify(nobody)));
      expect(staged).toMatchObject({ code: 1, stderr: expect.stringContaining('ext:nobody') as string });
      const back = await perennial('clock', 'advance', 'refusals', '--to', '2024-02-01T00:00:00Z');
      expect(back).toMatchObject({ code: 1, stderr: expect.stringContaining('2024-03-01T00:00:00.000Z') as string });
    });

    it.each([
      [['create', 'x', '--at', 'yesterday'], /Expected an instant with its offset/],
      [['create', 'x', '--at', '2024-03-01T00:00:00'], /Expected an instant with its offset/],
      [['show', 'nowhere'], /There is no test clock "nowhere"/],
      [['stage', 'story', '/nowhere.jsonl'], /"\/nowhere\.jsonl" cannot be read/],
    ])('refuses %j', async (args, expected) => {
      expect(await perennial('clock', ...args)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(expected) as string,
      });
    });
  });

  it('reconciles, and prints what was found', async () => {
    const result = await perennial('reconcile', '--renew-after-days', '90');
    expect(json(result)).toMatchObject({ repaired: {}, reported: {}, renewed: 0 });
    expect(result.stderr).toMatch(/customers, .* workflows; mended: nothing; for a person: nothing/);
    expect(await perennial('reconcile', '--renew-after-days', 'soon')).toMatchObject({ code: 1 });
  });

  it('says of a reconcile that it joined one that was under way', async () => {
    const { stderr: alone } = await perennial('reconcile');
    expect(alone).not.toContain('joined');
    const nobodyServes = { taskQueue: 'nobody', workflowExecutionTimeout: '2s' } as const;
    await product.temporal.workflow.start('reconcile', {
      ...nobodyServes,
      workflowId: reconcileWorkflowId('lifecycle'),
      args: [{ renewAfterDays: 90 }],
    });
    const { code, stderr } = await perennial('reconcile', '--renew-after-days', '0');
    expect(stderr).toMatch(/joined the reconcile that is under way since \d{4}-.*Z/);
    expect(stderr).toContain('The reconcile failed');
    expect(code).toBe(1);
  });

  it('says which API key is not taken', async () => {
    const stranger: ServerSource = {
      ...servers,
      withServer: (work) => work({ ...product.server, apiKey: 'pk_nobody' }),
    };
    const { code, stderr } = await runCli(['clock', 'show'], stranger);
    expect(code).toBe(1);
    expect(stderr).toMatch(/The API key is not known/);
  });

  it('says where nobody answers', async () => {
    const gone: ServerSource = {
      ...servers,
      withServer: (work) => work({ ...product.server, url: 'http://127.0.0.1:9' }),
    };
    const { code, stderr } = await runCli(['clock', 'show'], gone);
    expect(code).toBe(1);
    expect(stderr).toMatch(/http:\/\/127\.0\.0\.1:9 does not answer/);
  });
});
