import { episodeWorkflowId, type EpisodeKind } from '../../domain/episode/episode-kind';
import { placeHold } from '../../facts/write/place-hold';
import { clockMovedSignal, factsChangedSignal, markLostUpdate, requestReviewUpdate } from '../../workflows/messages';
import { askForReview, publishScorecard } from '../activities/support/credit-world';
import type { EngineWorld } from '../activities/support/engine-world';
import { escalate, hireFor, publishLadder } from '../activities/support/escalation-world';
import { agreeToMarketing, publishWinBack } from '../activities/support/win-back-world';
import { eventually } from '../workflows/support/eventually';
import type { RunningEngine } from '../workflows/support/running-engine';
import type { History } from './histories';
import { activitiesIn } from './what-histories-show';

const PLAYBOOK = `
playbook: one-mail
steps:
  - { id: mail, at: due, do: email, template: due-today }
`;
const LADDER = `
ladder: holding
levels:
  - { id: owner, notify: owner, wait: 4h }
  - { id: manager, notify: owner-manager, wait: 4h }
holdWhileOpen: true
`;
const WIN_BACK = `
winBack: call-and-write
dormantAfter: { default: 200d }
potential: { high: { expectedPurchases: { USD: "1000.00" } } }
branches:
  - id: large
    potential: [high]
    steps:
      - { id: call, after: 0d, do: task, queue: key-accounts, title: Call }
      - { id: letter, after: 3d, do: email, template: win-back-quality }
      - { id: text, after: 7d, do: sms, template: win-back-silent }
  - { id: others, steps: [{ id: letter, after: 3d, do: email, template: win-back-silent }] }
`;
const ANSWER = { note: null, actor: 'key:test' } as const;
/** More touches than any of these has before what is waited for. */
const MOST_MOVES = 12;

/** What people tell a lifecycle, and what comes due long after: each workflow is moved from touch to touch. */
export async function liveThroughDueDates(
  world: EngineWorld,
  engine: RunningEngine,
): Promise<Readonly<Record<string, History>>> {
  world.at('2026-03-02T10:00:00Z');
  const ownerId = await hireFor(world, 'Owen', { managerId: await hireFor(world, 'Mia') });
  await hireFor(world, 'Ann', { role: 'credit-manager' });
  await world.publish('playbook', PLAYBOOK);
  await publishLadder(world, LADDER);
  await publishScorecard(world);
  await publishWinBack(world, 0, WIN_BACK);

  const kept: Record<string, History> = {};
  const keep = async (name: string, customerId: string, kind: EpisodeKind, activity: string) => {
    kept[name] = await until(world, engine, episodeWorkflowId(customerId, kind, 1), activity);
  };
  const begin = async (externalId: string, email?: null) => {
    world.at('2026-03-02T10:00:00Z');
    const id = await world.customer({ externalId, ownerId, ...(email === null ? { email } : {}) });
    await eventually(() => engine.lifecycle(id).describe());
    return id;
  };

  const climbed = await begin('climbed');
  await escalate(world, climbed, 'holding');
  await keep('escalation-exhausted', climbed, 'escalation', 'exhaustLadder');

  const reviewed = await begin('reviewed');
  await engine
    .lifecycle(reviewed)
    .executeUpdate(requestReviewUpdate, { args: [{ actor: ANSWER.actor, reason: 'annual', requestKey: 'r-1' }] });
  await keep('credit-review-expired', reviewed, 'credit_review', 'expireReferral');
  kept['lifecycle-asked-for-a-review'] = await engine.lifecycle(reviewed).fetchHistory();

  const lost = await begin('lost');
  await world.db.customer.update({ where: { id: lost }, data: { attributes: { expectedPurchases: 5_000 } } });
  await agreeToMarketing(world, lost);
  await engine.lifecycle(lost).executeUpdate(markLostUpdate, { args: [{ ...ANSWER, reason: 'budget' }] });
  await keep('win-back-ended', lost, 'win_back', 'endWinBack');
  kept['lifecycle-marked-lost'] = await engine.lifecycle(lost).fetchHistory();

  const unreachable = await begin('unreachable', null);
  await world.invoice(unreachable, 'A-1', '2026-03-10');
  await keep('collections-without-contact', unreachable, 'collections', 'askForContact');

  const silent = await begin('silent');
  await world.db.customer.update({ where: { id: silent }, data: { attributes: { grade: 'A' } } });
  await world.invoice(silent, 'A-3', '2026-03-10');
  await world.pay(silent, 'A-3');
  const { episodeId } = await askForReview(world, silent);
  await eventually(() => world.db.episode.findFirstOrThrow({ where: { id: episodeId, outcome: 'approved' } }));
  await timeFor(world, engine, silent, 'beginReview');
  kept['lifecycle-reviewed-again-and-dormant'] = await timeFor(world, engine, silent, 'markDormant');

  const held = await begin('held');
  await world.invoice(held, 'A-2', '2026-03-20');
  const hold = { scope: { customerId: held }, reason: 'other', note: null, until: { on: '2026-03-12' } } as const;
  await placeHold(world.db, hold, world.ctx());
  await keep('collections-held', held, 'collections', 'endHold');
  return kept;
}

/** Lets the timer of a lifecycle fire: where it is told of the new time instead, its plan does what is due. */
async function timeFor(
  world: EngineWorld,
  engine: RunningEngine,
  customerId: string,
  activity: string,
): Promise<History> {
  const handle = engine.lifecycle(customerId);
  const { nextAt } = await eventually(() =>
    world.db.episode.findFirstOrThrow({
      where: { workflowId: handle.workflowId, plan: { path: ['decision', 'action'], equals: activity } },
    }),
  );
  world.runFrom(new Date((nextAt?.getTime() ?? 0) - 2_000).toISOString());
  await handle.signal(factsChangedSignal, { eventId: 'test' });
  return eventually(async () => {
    const history = await handle.fetchHistory();
    if (!activitiesIn(history).has(activity)) throw new Error(`${customerId} has not called ${activity}`);
    return history;
  });
}

/** Moves the clock to each touch of a workflow in its turn, until it has called an activity. */
async function until(
  world: EngineWorld,
  engine: RunningEngine,
  workflowId: string,
  activity: string,
): Promise<History> {
  const handle = engine.client.workflow.getHandle(workflowId);
  for (let move = 0; move < MOST_MOVES; move += 1) {
    const nextAt = await eventually(async () => {
      const row = await world.db.episode.findFirstOrThrow({ where: { workflowId } });
      const { pendingActivities } = (await handle.describe()).raw;
      if ((pendingActivities ?? []).length > 0) throw new Error(`${workflowId} acts`);
      if (row.nextAt !== null && row.nextAt.getTime() <= world.now) throw new Error(`${workflowId} does not wait`);
      return row.nextAt;
    }, 30_000);
    const history = await handle.fetchHistory();
    if (activitiesIn(history).has(activity)) return history;
    if (nextAt === null) await handle.signal(factsChangedSignal, { eventId: 'test' });
    else {
      world.at(nextAt.getTime());
      await handle.signal(clockMovedSignal);
    }
  }
  throw new Error(`${workflowId} has never called ${activity}`);
}
