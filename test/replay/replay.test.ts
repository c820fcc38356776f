import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import { projectRoot } from '../../prisma/project-root';
import { factsChangedSignal, renewSignal } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { eventually } from '../workflows/support/eventually';
import { RunningEngine } from '../workflows/support/running-engine';
import { testWorkflowBundle } from '../workflows/support/workflow-bundle';

jest.setTimeout(120_000);

const FOLDER = path.join(projectRoot, 'test', 'replay', 'histories');
/** `RECORD_HISTORIES=0.2.0 npx jest test/replay` keeps what a release writes; those files are never changed afterwards. */
const RECORD_AS = process.env.RECORD_HISTORIES;

const PLAYBOOK = `
playbook: all-kinds
steps:
  - { id: small, at: due - 1d, do: email, template: due-today, when: { invoice.balance: { gte: "500.00" } } }
  - { id: mail, at: due, do: email, template: due-today }
  - { id: text, at: due, do: sms, template: due-today }
  - { id: call, at: due, do: task, queue: collectors, title: Call }
  - { id: block, at: due, do: hold-credit }
  - { id: raise, at: due, do: escalate, ladder: standard }
  - { id: later, at: due + 7d, do: email, template: reminder-1 }
`;

async function replay(history: unknown, workflowId: string): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: { codePath: await testWorkflowBundle() } }, history, workflowId);
}

describe('the workflows of today', () => {
  const releases = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const kept = releases.flatMap(({ name }) =>
    readdirSync(path.join(FOLDER, name)).map((file) => path.join(name, file)),
  );

  it('have histories of releases to replay', () => {
    expect(kept).not.toEqual([]);
  });

  it.each(kept)('go on from where %s is', async (file) => {
    await replay(JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')), 'customer/1');
  });

  it('replay what they have written themselves', async () => {
    const world = await EngineWorld.create();
    const engine = await RunningEngine.start(world);
    try {
      const histories = await liveThrough(world, engine);
      for (const [name, history] of Object.entries(histories)) {
        await replay(history, 'customer/1');
        if (RECORD_AS === undefined) continue;
        mkdirSync(path.join(FOLDER, RECORD_AS), { recursive: true });
        writeFileSync(path.join(FOLDER, RECORD_AS, `${name}.json`), `${withoutHosts(historyToJSON(history))}\n`);
      }
    } finally {
      await engine.close();
      await world.close();
    }
  });
});

/** Processes are named by the machine that they ran on, which is nobody's business. */
function withoutHosts(json: string): string {
  return json.replaceAll(/"\d+@[^"]+"/g, '"recorded"');
}

/** Every kind of touch, a timer that fires, facts that wake, a run that continues as new, and an end. */
async function liveThrough(world: EngineWorld, engine: RunningEngine) {
  world.at('2024-03-10T09:00:00Z');
  await world.publish('contact_policy', FREE_POLICY);
  await world.publish('playbook', PLAYBOOK);
  const id = await world.customer({ externalId: 'C-1', phone: '+14155550100' });
  await world.invoice(id, 'A-1', '2024-03-10');
  await engine.planned(id, { action: 'hold-credit', at: '2024-03-10T10:00:00.000Z' });
  world.runFrom('2024-03-10T09:59:58Z');
  await engine.collections(id).signal(factsChangedSignal, { eventId: 'test' });
  await engine.planned(id, { action: 'email', at: '2024-03-17T10:00:00.000Z' });
  const first = engine.client.workflow.getHandle(
    `customer/${id}/collections`,
    (await engine.collections(id).describe()).runId,
  );
  await engine.collections(id).signal(renewSignal);
  await ended(first);
  await world.pay(id, 'A-1');
  await ended(engine.collections(id));
  const lifecycle = engine.lifecycle(id);
  await lifecycle.executeUpdate('closeCustomer', { args: [{ reason: 'test', actor: 'key:test' }] });
  await ended(lifecycle);
  return {
    'collections-of-every-kind': await first.fetchHistory(),
    'collections-continued': await engine.collections(id).fetchHistory(),
    'customer-lifecycle': await lifecycle.fetchHistory(),
  };
}

async function ended(handle: WorkflowHandle): Promise<void> {
  await eventually(async () => {
    expect((await handle.describe()).status.name).not.toBe('RUNNING');
  });
}
