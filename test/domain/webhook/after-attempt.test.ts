import { afterAttempt, RETRY_WAITS_MS, type WebhookAnswer } from '../../../domain/webhook/after-attempt';

const answered = (status: number): WebhookAnswer => ({ kind: 'answered', status, excerpt: '' });
const away: WebhookAnswer = { kind: 'no-answer', code: 'ECONNREFUSED' };

it.each([200, 201, 202, 204, 299])('%d means delivered', (status) => {
  expect(afterAttempt({ answer: answered(status), attempts: 3, failures: 2 })).toEqual({ outcome: 'delivered' });
});

it('takes 410 as a word about the endpoint, however often the event was tried', () => {
  expect(afterAttempt({ answer: answered(410), attempts: 10, failures: 0 })).toEqual({ outcome: 'gone' });
});

it.each([400, 401, 404, 409, 422])('%d is about the event: the endpoint is asked for the next at once', (status) => {
  expect(afterAttempt({ answer: answered(status), attempts: 1, failures: 0 })).toEqual({
    outcome: 'retried',
    waitMs: 5_000,
    restMs: 0,
  });
});

it.each([answered(302), answered(408), answered(429), answered(500), answered(503), away])(
  '%j lets the endpoint rest, longer each time',
  (answer) => {
    const rests = [0, 1, 2, 6, 60].map((failures) => {
      const after = afterAttempt({ answer, attempts: 1, failures });
      return 'restMs' in after ? after.restMs : null;
    });
    expect(rests).toEqual([5_000, 10_000, 20_000, 300_000, 300_000]);
  },
);

it('tries for about three days, with longer waits each time, and then gives up', () => {
  const outcomes = Array.from({ length: RETRY_WAITS_MS.length + 1 }, (_, index) =>
    afterAttempt({ answer: away, attempts: index + 1, failures: index }),
  );
  const waits = outcomes.flatMap((after) => (after.outcome === 'retried' ? [after.waitMs] : []));
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  const days = waits.reduce((sum, wait) => sum + wait, 0) / 86_400_000;
  expect(days).toBeGreaterThan(2.5);
  expect(days).toBeLessThan(3.5);
  expect(outcomes.at(-1)).toEqual({ outcome: 'failed', restMs: 300_000 });
});
