import { factsChangedSignal, renewSignal } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

const PLAYBOOK = `
playbook: two-reminders
steps:
  - { id: due-today, at: due, do: email, template: due-today }
  - { id: reminder-1, at: due + 7d, do: sms, template: reminder-1 }
`;
const DUE = { action: 'email', at: '2024-03-10T10:00:00.000Z' } as const;
const NEXT = { action: 'sms', at: '2024-03-17T10:00:00.000Z' } as const;

describe('collections on the real server', () => {
  let world: EngineWorld;
  let engine: RunningEngine;

  beforeAll(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    engine = await RunningEngine.start(world);
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });
  beforeEach(() => {
    world.at('2024-03-10T09:00:00Z');
    world.senders.emails.length = 0;
  });

  async function customerWithInvoice(externalId: string): Promise<string> {
    const id = await world.customer({ externalId, phone: '+14155550100' });
    await world.invoice(id, `${externalId}-1`, '2024-03-10');
    await engine.planned(id, DUE);
    // Not before it waits: what comes next is to find it waiting.
    await eventually(async () => {
      expect((await engine.eventNames(id)).at(-1)).toBe('timerStarted');
    });
    return id;
  }

  /** The reminder is due so many seconds after the plan that is made now; the timer that fires is a real one. */
  async function soon(customerId: string, seconds = 1): Promise<void> {
    await engine.waitsFor(customerId, DUE.at, seconds);
    world.at(DUE.at);
  }

  it('sends one email about 40 invoices due on one day when its timer fires, for at most 11 events', async () => {
    const id = await customerWithInvoice('C-40');
    for (let n = 2; n <= 40; n += 1) await world.invoice(id, `C-40-${n}`, '2024-03-10');
    await engine.planned(id, DUE);

    await soon(id);
    await engine.planned(id, NEXT);

    expect(world.senders.emails).toHaveLength(1);
    expect(await world.settled(id)).toHaveLength(40);
    const history = await eventually(async () => {
      const names = await engine.eventNames(id);
      expect(names.at(-1)).toBe('timerStarted');
      return names;
    });
    expect(history.slice(history.lastIndexOf('timerFired'))).toEqual([
      'timerFired',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'activityTaskScheduled',
      'activityTaskStarted',
      'activityTaskCompleted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'timerStarted',
    ]);
  });

  it('ends when the invoice is paid, and begins again with the next', async () => {
    const id = await customerWithInvoice('C-PAID');
    const first = await engine.collections(id).describe();

    await world.pay(id, 'C-PAID-1');
    await eventually(async () => {
      expect((await engine.collections(id).describe()).status.name).toBe('COMPLETED');
    });
    expect(world.senders.emails).toEqual([]);

    await world.invoice(id, 'C-PAID-2', '2024-03-20');
    await engine.planned(id, { action: 'email', at: '2024-03-20T10:00:00.000Z' });
    const second = await engine.collections(id).describe();
    expect(second.status.name).toBe('RUNNING');
    expect(second.runId).not.toBe(first.runId);
  });

  it('continues as new when asked, in the middle of a wait, and acts when what was left of it is over', async () => {
    const id = await customerWithInvoice('C-RENEW');
    const before = await engine.collections(id).describe();
    // So that the wait is not over before the run is.
    await soon(id, 6);

    await engine.collections(id).signal(renewSignal);
    await engine.planned(id, NEXT);

    const after = await engine.collections(id).describe();
    expect(after.runId).not.toBe(before.runId);
    expect(world.senders.emails).toHaveLength(1);
    const history = await engine.eventNames(id);
    // The carried plan is not made again: the new run begins with the rest of the wait.
    expect(history.slice(0, 5)).toEqual([
      'workflowExecutionStarted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'timerStarted',
    ]);
    expect(after.searchAttributes).toMatchObject({ CustomerId: [id], Episode: ['collections'] });
  });

  it('plans again in the new run for a fact that came in with the end of the old one', async () => {
    const id = await customerWithInvoice('C-BOTH');
    await engine.stopWorkers();
    await engine.collections(id).signal(renewSignal);
    await world.pay(id, 'C-BOTH-1');
    await world.invoice(id, 'C-BOTH-2', '2024-03-11');
    await eventually(async () => {
      expect(await world.db.outbox.count({ where: { sentAt: null } })).toBe(0);
    });

    await engine.startWorkers();
    await engine.planned(id, { action: 'email', at: '2024-03-11T10:00:00.000Z' });
  });

  it('continues as new before its history has 220 events, and loses nothing of what it waits for', async () => {
    const id = await customerWithInvoice('C-LONG');
    const { runId } = await engine.collections(id).describe();
    await eventually(async () => {
      await engine.collections(id).signal(factsChangedSignal, { eventId: 'again' });
      await engine.planned(id, DUE);
      const now = await engine.collections(id).describe();
      expect(now.runId).not.toBe(runId);
      expect(now.historyLength).toBeLessThan(100);
    });
    const chain = engine.client.workflow.getHandle(`customer/${id}/collections`, runId);
    const { events } = await chain.fetchHistory();
    expect(events?.length).toBeLessThan(220);
    expect(events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();

    await soon(id);
    await engine.planned(id, NEXT);
    expect(world.senders.emails).toHaveLength(1);
  });

  it('says what it waits for and why, in words for people who do not know the code', async () => {
    const id = await customerWithInvoice('C-WORDS');
    const { events } = await eventually(async () => {
      const history = await engine.collections(id).fetchHistory();
      expect(history.events?.at(-1)?.timerStartedEventAttributes).toBeTruthy();
      return history;
    });

    const summary = events?.at(-1)?.userMetadata?.summary?.data;
    expect(Buffer.from(summary ?? []).toString()).toBe('"Email due-today, 1 invoice, 2024-03-10 10:00 UTC"');
    const metadata = await engine.collections(id).query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain('step "due-today" of invoice C-WORDS-1 falls on 2024-03-10 10:00 UTC');
  });

  describe('the lifecycle', () => {
    it('owns the stage and is found by it', async () => {
      const id = await world.customer({ externalId: 'C-NEW' });
      await eventually(async () => {
        expect(await engine.lifecycle(id).query('lifecycleStatus')).toEqual({
          stage: 'new',
          status: 'open',
          episodes: [],
        });
      });
      // The signal that starts it is not a reason to plan a second time.
      const { events } = await engine.lifecycle(id).fetchHistory();
      expect(events?.filter((event) => event.activityTaskScheduledEventAttributes)).toHaveLength(1);

      await world.invoice(id, 'C-NEW-1', '2024-03-10');
      await engine.planned(id, DUE);

      await eventually(async () => {
        expect(await engine.lifecycle(id).query('lifecycleStatus')).toMatchObject({ stage: 'active', status: 'open' });
      });
      const { searchAttributes } = await engine.lifecycle(id).describe();
      expect(searchAttributes).toMatchObject({ CustomerId: [id], Episode: ['lifecycle'], Stage: ['active'] });
    });

    it('continues as new without ending its episode', async () => {
      const id = await customerWithInvoice('C-ROOT');
      const before = await engine.lifecycle(id).describe();

      await engine.lifecycle(id).signal(renewSignal);
      await eventually(async () => {
        expect((await engine.lifecycle(id).describe()).runId).not.toBe(before.runId);
      });

      expect((await engine.collections(id).describe()).status.name).toBe('RUNNING');
      expect(await engine.lifecycle(id).query('lifecycleStatus')).toMatchObject({ stage: 'active', status: 'open' });
    });

    it('closes with its episode, and a second time has no effect', async () => {
      const id = await customerWithInvoice('C-CLOSE');
      const close = () =>
        engine.lifecycle(id).executeUpdate('closeCustomer', { args: [{ reason: 'moved away', actor: 'key:test' }] });

      const refused = engine
        .lifecycle(id)
        .executeUpdate('closeCustomer', { args: [{ reason: ' ', actor: 'key:test' }] });
      await expect(refused).rejects.toThrow();
      expect(await close()).toMatchObject({ stage: 'active', status: 'closed' });

      await eventually(async () => {
        expect((await engine.collections(id).describe()).status.name).toBe('COMPLETED');
        expect((await engine.lifecycle(id).describe()).status.name).toBe('COMPLETED');
      });
      const kinds = await world.timeline(id);
      expect(kinds.filter((kind) => kind === 'customer.closed')).toHaveLength(1);
    });
  });
});
