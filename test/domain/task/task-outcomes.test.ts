import { EVERY_WEEKDAY } from '../../../domain/calendar/business-calendar';
import { oneBusinessDayAfter } from '../../../domain/task/one-business-day-after';
import { checkOutcome, outcomesOf, TASK_KINDS } from '../../../domain/task/task-outcomes';

describe('the outcomes of tasks', () => {
  it.each(TASK_KINDS)('of the kind %s are different, and each is told in both languages', (kind) => {
    const codes = outcomesOf(kind).map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { title, effect } of outcomesOf(kind)) {
      expect([title.en, title.zh, effect.en, effect.zh].every((text) => text !== '')).toBe(true);
    }
  });

  it('refuse a code of another kind, with those that are known', () => {
    expect(() => checkOutcome('escalation', 'promised')).toThrow(
      'Given "promised"; a task of the kind "escalation" ends with acknowledged, resolved',
    );
    expect(() => checkOutcome('playbook', 'promissed')).toThrow('did you mean "promised"?');
    expect(() => checkOutcome('playbook', 'promised')).not.toThrow();
  });

  it('let a task of a kind that is not known be done', () => {
    expect(() => checkOutcome('of-tomorrow', 'done')).not.toThrow();
    expect(() => checkOutcome('of-tomorrow', 'promised')).toThrow('ends with done');
  });
});

describe('a task without a time of its own', () => {
  it.each([
    ['the same time of the next day', 'UTC', '2024-03-07T10:00:00Z', '2024-03-08T10:00:00Z'],
    ['over a weekend', 'UTC', '2024-03-08T10:00:00Z', '2024-03-11T10:00:00Z'],
    ['in New York, over the change of the clock', 'America/New_York', '2024-03-08T15:00:00Z', '2024-03-11T14:00:00Z'],
    ['in Shanghai, made at night', 'Asia/Shanghai', '2024-03-07T18:00:00Z', '2024-03-08T10:00:00Z'],
  ])('is due a business day later: %s', (_case, zone, start, end) => {
    expect(new Date(oneBusinessDayAfter(Date.parse(start), EVERY_WEEKDAY, zone))).toEqual(new Date(end));
  });
});
