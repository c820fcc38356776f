import { applyFact } from '../../../facts/write/apply-fact';
import { CTX, fresh, givenCustomer, NOW, refusalOf, useDatabase } from '../facts-bench';

const database = useDatabase();

function apply(customerId: string, kind: string, payload: unknown) {
  return applyFact(database.prisma, { customerId, kind, payload }, { ...CTX, actor: 'clock' });
}

describe('a staged fact about an escalation', () => {
  it('starts, acknowledges and resolves it by the commands of the API', async () => {
    const customerId = await givenCustomer(database.prisma);
    const email = `${fresh('s')}@example.com`;
    const { id: staffId } = await database.prisma.staff.create({ data: { name: 'Ada', email } });
    await apply(customerId, 'escalation.start', { ladder: 'standard', subject: 'Refused', invoices: ['A-1'] });
    await apply(customerId, 'escalation.acknowledge', { staff: email.toUpperCase() });
    expect(await database.prisma.escalation.findFirstOrThrow({ where: { customerId } })).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: `staff:${staffId}`,
      acknowledgedAt: new Date(NOW),
    });
    await apply(customerId, 'escalation.resolve', { outcome: 'agreed' });
    expect(await database.prisma.escalation.findFirstOrThrow({ where: { customerId } })).toMatchObject({
      status: 'resolved',
      outcome: 'agreed',
      resolvedBy: 'clock',
    });
  });

  it('closes the oldest open task of a kind', async () => {
    const customerId = await givenCustomer(database.prisma);
    for (const day of [2, 1]) {
      const data = { customerId, kind: 'playbook', queue: 'q', titleEn: `Call ${day}`, titleZh: '致电' };
      await database.prisma.task.create({ data: { ...data, createdAt: new Date(NOW + day) } });
    }
    await apply(customerId, 'task.complete', { task: 'playbook', outcome: 'promised', promisedOn: '2024-03-20' });
    expect(await database.prisma.task.findMany({ where: { customerId }, orderBy: { createdAt: 'asc' } })).toMatchObject(
      [
        { titleEn: 'Call 1', status: 'done', outcome: 'promised' },
        { titleEn: 'Call 2', status: 'open' },
      ],
    );
    expect(await database.prisma.hold.findMany({ where: { customerId } })).toMatchObject([{ reason: 'promise' }]);
  });

  it('is refused where nothing of the kind is open, or nobody has the address', async () => {
    const customerId = await givenCustomer(database.prisma);
    const refused = (kind: string, payload: unknown) => refusalOf(apply(customerId, kind, payload));
    expect((await refused('escalation.acknowledge', {})).message).toBe(
      'The customer has no escalation that is climbing',
    );
    expect((await refused('escalation.resolve', { outcome: 'x' })).code).toBe('not-found');
    expect((await refused('task.complete', { task: 'playbook', outcome: 'done' })).code).toBe('not-found');
    expect((await refused('escalation.start', { ladder: 'steep', subject: 'x' })).message).toContain('one of standard');
    await apply(customerId, 'escalation.start', { ladder: 'standard', subject: 'x' });
    expect((await refused('escalation.acknowledge', { staff: 'no@example.com' })).errors).toMatchObject([
      { pointer: '/staff' },
    ]);
  });
});
