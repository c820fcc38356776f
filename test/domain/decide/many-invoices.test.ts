import { decide } from '../../../domain/decide/decide';
import type { ScheduledItem } from '../../../domain/decide/input';
import { customerCase, instant, invoice, playbook, scheduled } from '../../support/collections-case';

describe('a customer with more open invoices than fit on a stack', () => {
  const asOf = instant('2024-01-15T00:00Z');
  const step = 'at: due, do: email, template: t';

  it.each([
    ['has one message', 'latest', step, ['email', 'sms'], 'email'],
    ['has what skip gave up left behind', 'skip', step, ['email', 'sms'], undefined],
    ['has one skip touch', 'latest', `${step}, when: { invoice.balance: { gt: "500.00" } }`, ['email', 'sms'], 'skip'],
    ['has one task to mend its contact points', 'latest', step, [], 'fix-contact'],
  ])('%s (%s)', (_title, catchUp, line, channels, action) => {
    const start = customerCase({ zone: 'UTC', playbook: playbook([`id: r, ${line}`], [`catchUp: ${catchUp}`]) });
    const one = scheduled(start, invoice('A', '2024-01-10'));
    const items = Array.from({ length: 150_000 }, (_, n): ScheduledItem => ({
      ...one,
      id: `${n}`,
      invoiceNumber: `${n}`,
    }));
    const contactPoints = start.contactPoints.filter(({ channel }) => channels.includes(channel));
    const plan = decide({ ...start, items, contactPoints }, asOf);
    expect(plan.status === 'planned' ? plan.action : undefined).toBe(action);
  });
});
