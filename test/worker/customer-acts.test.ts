import { CustomerActs } from '../../worker/customer-acts';

/** Longer than the test runs: whoever waits for the time to be up fails it. */
const LONG_MS = 3_600_000;

describe('following the acts of a customer', () => {
  it('wakes whoever waits when an activity of the lifecycle or of an episode has ended', async () => {
    const acts = new CustomerActs();
    const follower = acts.follow('c1');
    for (const workflowId of ['customer/c1', 'customer/c1/collections']) {
      const next = follower.next(LONG_MS);
      acts.ended(workflowId);
      await next;
    }
    follower.close();
  });

  it('remembers what ended while nobody waited, once', async () => {
    const acts = new CustomerActs();
    const follower = acts.follow('c1');
    acts.ended('customer/c1/collections');
    acts.ended('customer/c1/collections');
    await follower.next(LONG_MS);
    const second = follower.next(LONG_MS);
    acts.ended('customer/c1/collections');
    await second;
    follower.close();
  });

  it('does not wake for other customers, and gives up after the time given', async () => {
    const acts = new CustomerActs();
    const follower = acts.follow('c1');
    const next = follower.next(20);
    acts.ended('customer/c2/collections');
    acts.ended('clock-advance/c1');
    await next;
    follower.close();
  });

  it('wakes each of several followers, and none that is closed', async () => {
    const acts = new CustomerActs();
    const [first, second, closed] = [acts.follow('c1'), acts.follow('c1'), acts.follow('c1')];
    closed.close();
    const both = Promise.all([first.next(LONG_MS), second.next(LONG_MS)]);
    acts.ended('customer/c1');
    await both;
    first.close();
    second.close();
    acts.ended('customer/c1');
  });
});
