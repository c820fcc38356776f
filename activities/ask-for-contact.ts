import { actAtOnce } from './act-at-once';
import type { ActivityDeps } from './activity-deps';
import { insertTask } from './insert-task';
import type { NextPlan, TouchInput } from './next-plan';
import type { RunRef } from './run-ref';

/** One task to mend the contact points; the message steps wait until a usable one appears. */
export function askForContact(deps: ActivityDeps, input: TouchInput, run: RunRef): Promise<NextPlan> {
  return actAtOnce(deps, 'fix-contact', input, run, async (tx, act) => {
    const { customer } = act.loaded.context;
    await tx.customer.update({ where: { id: customer.id }, data: { contactMissingAt: new Date(act.touch.at) } });
    const task = await insertTask(
      tx,
      { ...act, customerId: input.customerId },
      {
        kind: 'fix-contact',
        queue: 'contacts',
        ownerId: customer.ownerId,
        title: { en: 'Find a usable email address or phone number', zh: '补充可用的邮箱或电话' },
        data: {},
      },
    );
    return [task];
  });
}
