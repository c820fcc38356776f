import { summarize } from '../../../domain/simulate/summarize';
import type { TouchLine } from '../../../domain/simulate/touch-line';

const line: TouchLine = {
  customer: 'C-1',
  at: 0,
  action: 'email',
  lead: { invoice: 'A-17', step: 'before-due' },
  covers: [{ invoice: 'A-17', step: 'before-due', outcome: 'done' }],
  superseded: [],
};

describe('the summary of touches', () => {
  it('counts by action and step of the lead, customers, invoices, and each rule once a message', () => {
    const moved = (...rules: readonly ('gap' | 'window' | 'cap')[]) => rules.map((rule) => ({ rule }));
    const merged = { invoice: 'A-18', step: 'due-today', outcome: 'merged' } as const;
    const touches = [
      { line: { ...line, covers: [...line.covers, merged] }, moves: moved('window', 'gap', 'window') },
      { line: { ...line, customer: 'C-2' }, moves: moved('gap') },
      { line: { ...line, action: 'sms' as const, lead: merged }, moves: [] },
    ];
    expect(summarize(touches)).toEqual({
      touches: 3,
      customers: 2,
      invoices: 2,
      byAction: { email: { 'before-due': 2 }, sms: { 'due-today': 1 } },
      movedBy: { window: 1, 'closed-day': 0, gap: 2, cap: 0 },
    });
  });

  it('of nothing is nothing', () => {
    expect(summarize([])).toMatchObject({ touches: 0, customers: 0, invoices: 0, byAction: {} });
  });
});
