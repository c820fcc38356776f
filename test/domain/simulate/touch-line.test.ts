import { compareTouchLines, formatTouchLine, type TouchLine } from '../../../domain/simulate/touch-line';
import { instant } from '../../support/collections-case';

const line: TouchLine = {
  customer: 'C-1',
  at: instant('2024-03-08T15:00Z'),
  action: 'email',
  lead: { invoice: 'A-17', step: 'before-due' },
  covers: [{ invoice: 'A-17', step: 'before-due', outcome: 'done' }],
  superseded: [],
};

describe('the line of a touch', () => {
  it('has its keys in the documented order', () => {
    expect(formatTouchLine(line)).toBe(
      '{"customer":"C-1","at":"2024-03-08T15:00:00.000Z","action":"email","lead":{"invoice":"A-17","step":"before-due"},"covers":[{"invoice":"A-17","step":"before-due","outcome":"done"}]}',
    );
  });

  it('lists superseded pairs last, and only where there are any', () => {
    const superseded = [{ invoice: 'A-17', step: 'early' }];
    expect(formatTouchLine({ ...line, superseded })).toMatch(
      /\],"superseded":\[\{"invoice":"A-17","step":"early"\}\]\}$/,
    );
  });

  it('prints the invoice and the step of a pair, and no more', () => {
    const lead = { itemId: '1', ...line.lead };
    const [covered] = line.covers;
    const more = { ...line, lead, covers: [{ ...covered!, itemId: '1', explanation: null }], superseded: [lead] };
    expect(formatTouchLine(more)).not.toMatch(/itemId|explanation/);
  });

  it('stands in the order of instant, customer and action, by code unit', () => {
    const lines = [
      { ...line, at: line.at + 1, customer: 'A' },
      { ...line, customer: 'a' },
      { ...line, customer: 'B', action: 'task' as const },
      { ...line, customer: 'B' },
      { ...line, customer: '10' },
      { ...line, customer: '9' },
    ];
    const sorted = lines
      .toSorted(compareTouchLines)
      .map(({ at, customer, action }) => `${at - line.at} ${customer} ${action}`);
    expect(sorted).toEqual(['0 10 email', '0 9 email', '0 B email', '0 B task', '0 a email', '1 A email']);
  });
});
