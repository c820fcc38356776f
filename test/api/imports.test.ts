import { eventually } from '../workflows/support/eventually';
import { useApiWorld } from './support/api-world';
import { callsOf, listOf, textOf, type Json } from './support/calls';
import { upload } from './support/upload';

const MAPPING = `dateFormat: yyyy-MM-dd
currency: USD
zone: America/New_York
customer: { externalId: customer, name: name }
invoice: { number: invoice, issuedOn: issued, dueOn: due, amount: amount }
`;
const HEADER = 'customer,name,invoice,issued,due,amount\n';
const BAD = `${HEADER}I-1,Ana Li,IMP-1,2026-01-05,soon,10.00\n`;
const CHINESE = { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } };

const world = useApiWorld({ seeded: false });
const calls = callsOf(world);

/** The address of an import that has ended, and what is told of it. */
async function ended(csv: string): Promise<{ readonly address: string; readonly body: Json }> {
  const address = `/v1/imports/${textOf((await upload(world(), { mapping: MAPPING }, csv))['id'])}`;
  return eventually(async () => {
    const { body } = await calls.get(address);
    expect(['done', 'failed']).toContain(body['status']);
    return { address, body };
  });
}

test('an import says what is wrong with it, and with its rows, in the language that is asked for', async () => {
  const { address, body } = await ended(BAD);
  expect(body['error']).toBe('rows-not-valid: 1 row is bad, so nothing was written');
  expect((await calls.get(address, CHINESE)).body['error']).toBe('rows-not-valid: 有 1 行错误，因此未写入任何内容');
  expect(listOf((await calls.get('/v1/imports', CHINESE)).body['items'])[0]).toMatchObject({
    error: 'rows-not-valid: 有 1 行错误，因此未写入任何内容',
  });

  const told = { en: 'Column "due" holds "soon"; expected', zh: '列“due”的值为“soon”；应为' };
  expect((await calls.get(`${address}/errors`)).text).toContain(JSON.stringify(told.en).slice(1, -1));
  expect((await calls.get(`${address}/errors`, CHINESE)).text).toContain(told.zh);
  expect((await calls.get(`${address}/errors.csv`)).text).toContain(told.en.replaceAll('"', '""'));
  expect((await calls.get(`${address}/errors.csv`, CHINESE)).text).toContain(told.zh);
});

test('an import from before texts were kept in both languages says it in English', async () => {
  const { address } = await ended(BAD);
  const { prisma } = world();
  await prisma.import.updateMany({ data: { errorZh: null } });
  await prisma.importError.updateMany({ data: { messageZh: null } });
  expect((await calls.get(address, CHINESE)).body['error']).toContain('1 row is bad');
  expect((await calls.get(`${address}/errors`, CHINESE)).text).toContain('expected');
  expect((await calls.get(`${address}/errors.csv`, CHINESE)).text).toContain('expected');
});

test('an import that fails by a fault of ours leaves its cause in the log, without whom it was about', async () => {
  const { prisma } = world();
  await prisma.$executeRawUnsafe(`
    CREATE FUNCTION refuse_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no room for % of Ana Li', NEW."number"; END $$`);
  await prisma.$executeRawUnsafe(
    'CREATE TRIGGER refuse_invoice BEFORE INSERT ON "Invoice" FOR EACH ROW EXECUTE FUNCTION refuse_invoice()',
  );
  const { address, body } = await ended(`${HEADER}I-9,Ana Li,IMP-9,2026-01-05,2026-02-05,10.00\n`);
  expect(body).toMatchObject({ status: 'failed', error: 'internal-error' });
  const line = await eventually(async () => {
    const found = world().logLines.find((one) => one.includes('import failed'));
    expect(found).toBeDefined();
    return found ?? '';
  });
  expect(JSON.parse(line)).toMatchObject({
    importId: address.split('/').at(-1),
    err: { name: 'PrismaClientKnownRequestError', code: 'P2010', message: null },
  });
  expect(line).toContain('run-import');
  expect(world().logLines.join('')).not.toMatch(/Ana Li|IMP-9/);
});
