import fc from 'fast-check';
import { episodeWorkflowId } from '../../../domain/episode/episode-kind';
import { episodesToDecideAgain, faultsOfPlan, findFaults, findReports } from '../../../domain/reconcile/find-faults';
import { addReports, countOf, describeReport, NOTHING_FOUND } from '../../../domain/reconcile/reconcile-report';
import { RECONCILE_LIMITS, type OpenEpisode, type ReconcileState } from '../../../domain/reconcile/reconcile-state';

const NOW = Date.parse('2026-03-10T02:00:00Z');
const HOUR = 3_600_000;
const LIFECYCLE = episodeWorkflowId('7', 'lifecycle', 1);
const COLLECTIONS = episodeWorkflowId('7', 'collections', 1);

function episode(fields: Partial<OpenEpisode>): OpenEpisode {
  const { kind = 'collections', number = 1 } = fields;
  const workflowId = episodeWorkflowId('7', kind, number);
  const planned = { nextAt: null, plannedAt: NOW - 24 * HOUR, plannedFacts: 3 };
  return { id: 'e-1', kind, number, status: 'running', ...planned, workflowId, ...fields };
}

/** A customer with whom all is well: a lifecycle that waits for facts, and reminders tomorrow. */
function state(fields: Partial<ReconcileState> = {}): ReconcileState {
  return {
    ...{
      id: '7',
      engagement: 'active',
      isSandbox: false,
      hasKeeper: true,
      hasInactiveOwner: false,
      factsVersion: 3,
      rulesChangedAt: null,
    },
    ...{ hasOpenItems: true, quietMs: HOUR, unsent: null, claims: [], stuckMessages: 0 },
    episodes: [episode({ id: 'l-1', kind: 'lifecycle' }), episode({ nextAt: NOW + HOUR })],
    ...fields,
  };
}

const view = (running: readonly string[] = [LIFECYCLE, COLLECTIONS]) => ({
  running: new Set(running),
  now: NOW,
  limits: RECONCILE_LIMITS,
});
const found = (given: Partial<ReconcileState>, running?: readonly string[]) =>
  findFaults(state(given), view(running)).map(({ kind, episode: of }) => (of === null ? kind : `${kind} ${of.kind}`));
const lifecycle = episode({ id: 'l-1', kind: 'lifecycle' });
const claim = { touchId: 't-1', kind: 'collections', episodeId: null, ageMs: HOUR } as const;

describe('faults of a customer', () => {
  it('are none where all is well', () => {
    expect(found({})).toEqual([]);
    expect(findReports(state())).toEqual([]);
  });

  it.each<readonly [title: string, given: Partial<ReconcileState>, running: readonly string[], faults: string[]]>([
    ['events that wait too long', { unsent: { count: 2, oldestMs: HOUR } }, [], ['unsent-events']],
    ['events that were put a moment ago are none', { unsent: { count: 2, oldestMs: 1_000 } }, [], []],
    ['a lifecycle that does not run', {}, [COLLECTIONS], ['missing-lifecycle lifecycle']],
    [
      'a lifecycle without a row',
      { episodes: [episode({ nextAt: NOW + 1 })] },
      [COLLECTIONS],
      ['missing-lifecycle lifecycle'],
    ],
    ['an episode whose workflow is gone', {}, [LIFECYCLE], ['missing-episode collections']],
    [
      'an episode that was asked for and never started',
      { episodes: [lifecycle, episode({}), episode({ kind: 'escalation', status: 'requested', plannedFacts: -1 })] },
      [LIFECYCLE, COLLECTIONS],
      ['missing-episode escalation'],
    ],
    [
      'an open invoice without collections',
      { episodes: [lifecycle] },
      [LIFECYCLE],
      ['missing-collections collections'],
    ],
    [
      'facts that a plan has not seen',
      { episodes: [lifecycle, episode({ plannedFacts: 2 })] },
      [LIFECYCLE, COLLECTIONS],
      ['unseen-facts collections'],
    ],
    ['a claim that nobody ends', { claims: [claim] }, [LIFECYCLE, COLLECTIONS], ['stale-claim collections']],
    ['a claim of a moment ago is none', { claims: [{ ...claim, ageMs: 1_000 }] }, [LIFECYCLE, COLLECTIONS], []],
    [
      'a touch long after its instant',
      { episodes: [lifecycle, episode({ nextAt: NOW - HOUR })] },
      [LIFECYCLE, COLLECTIONS],
      ['overdue-touch collections'],
    ],
    [
      'a sandbox customer is never late',
      { isSandbox: true, episodes: [lifecycle, episode({ nextAt: NOW - HOUR })] },
      [LIFECYCLE, COLLECTIONS],
      [],
    ],
    ['a customer whom nobody looks after', { hasKeeper: false }, [LIFECYCLE, COLLECTIONS], ['no-keeper']],
    ['who was imported and is paused has no workflows', { engagement: 'paused', episodes: [] }, [], []],
    [
      'a paused customer whose lifecycle is gone',
      { engagement: 'paused', episodes: [lifecycle] },
      [],
      ['missing-lifecycle lifecycle'],
    ],
    [
      'a paused customer of whom something was asked',
      { engagement: 'paused', episodes: [episode({ kind: 'escalation', status: 'requested' })] },
      [],
      ['missing-lifecycle lifecycle', 'missing-episode escalation'],
    ],
    ['collections do not begin in a pause', { engagement: 'paused', episodes: [lifecycle] }, [LIFECYCLE], []],
    ['but those of a paused customer run on', { engagement: 'paused' }, [LIFECYCLE], ['missing-episode collections']],
    ['nothing else while things happen', { quietMs: 1_000, episodes: [] }, [], []],
    ['a closed customer needs no workflow', { engagement: 'closed', episodes: [] }, [], []],
    [
      'a closed customer whose lifecycle never ended',
      { engagement: 'closed', episodes: [lifecycle] },
      [],
      ['missing-episode lifecycle'],
    ],
  ])('%s', (_, given, running, faults) => {
    expect(found(given, running)).toEqual(faults);
  });

  it('are reported where only a person can mend them', () => {
    expect(findReports(state({ hasInactiveOwner: true, stuckMessages: 1 }))).toEqual([
      'owner-inactive',
      'stuck-message',
    ]);
    expect(findReports(state({ hasInactiveOwner: true, engagement: 'closed' }))).toEqual([]);
  });

  it('are looked for by a fresh decision where an episode waits for facts and has seen all of them', () => {
    const ids = (given: Partial<ReconcileState>) => episodesToDecideAgain(state(given), view()).map(({ kind }) => kind);
    expect(ids({})).toEqual(['lifecycle']);
    expect(ids({ factsVersion: 4 })).toEqual([]);
    expect(ids({ quietMs: 0 })).toEqual([]);
    expect(ids({ episodes: [lifecycle, episode({})], claims: [claim] })).toEqual(['lifecycle']);
  });

  it('are looked for so where a plan is older than what it was made by', () => {
    const kinds = (given: Partial<OpenEpisode>, of: Partial<ReconcileState> = {}) => {
      const customer = state({ episodes: [episode({ nextAt: NOW + HOUR, ...given })], rulesChangedAt: NOW, ...of });
      return episodesToDecideAgain(customer, view()).map(({ kind }) => kind);
    };
    expect(kinds({})).toEqual(['collections']);
    // A plan just after the change may have been made before that was committed.
    expect(kinds({ plannedAt: NOW + 30_000 })).toEqual(['collections']);
    expect(kinds({ plannedAt: NOW + 61_000 })).toEqual([]);
    expect(kinds({}, { rulesChangedAt: null })).toEqual([]);
    expect(kinds({ plannedFacts: 2 })).toEqual([]);
    // What is due is late, or under way.
    expect(kinds({ nextAt: NOW - 1 })).toEqual([]);
    expect(kinds({ nextAt: NOW - 1 }, { isSandbox: true })).toEqual(['collections']);
  });

  it('are what a fresh decision has another instant for', () => {
    const kinds = (nextAt: number | null, decision: string, at: number | null) =>
      faultsOfPlan(episode({ nextAt }), { decision, at }).map(({ kind, before }) => [kind, before['decision']]);
    expect(kinds(null, 'idle', null)).toEqual([]);
    expect(kinds(null, 'email', NOW)).toEqual([['unplanned-touch', 'email']]);
    expect(kinds(NOW + HOUR, 'email', NOW + HOUR)).toEqual([]);
    expect(kinds(NOW + HOUR, 'email', NOW)).toEqual([['outdated-plan', 'email']]);
    expect(kinds(NOW + HOUR, 'closed', null)).toEqual([['outdated-plan', 'closed']]);
  });

  const anyEpisode = fc
    .record({
      kind: fc.constantFrom('collections' as const, 'escalation' as const, 'onboarding' as const),
      status: fc.constantFrom('requested' as const, 'running' as const),
      plannedFacts: fc.integer({ min: -1, max: 3 }),
      nextAt: fc.option(fc.integer({ min: NOW - 10 * HOUR, max: NOW + 10 * HOUR })),
      isRunning: fc.boolean(),
    })
    .map(({ isRunning, ...fields }) => ({ isRunning, episode: episode({ ...fields, id: fields.kind }) }));

  it('are one for each episode at most, and the same however often one looks', () => {
    const given = fc.uniqueArray(anyEpisode, { selector: ({ episode: { kind } }) => kind });
    fc.assert(
      fc.property(given, fc.boolean(), (episodes, isSandbox) => {
        const running = episodes.filter((one) => one.isRunning).map((one) => one.episode.workflowId);
        const customer = state({ isSandbox, hasOpenItems: false, episodes: episodes.map((one) => one.episode) });
        const faults = findFaults(customer, view([LIFECYCLE, ...running]));
        const workflows = faults.map(({ workflowId }) => workflowId);
        expect(new Set(workflows).size).toBe(workflows.length);
        expect(findFaults(customer, view([LIFECYCLE, ...running]))).toEqual(faults);
      }),
    );
  });
});

describe('a report', () => {
  it('adds up its parts, and keeps the first examples', () => {
    const example = { kind: 'no-keeper', of: '7' } as const;
    const part = { ...NOTHING_FOUND, customers: 2, repaired: countOf([example, example]), examples: [example] };
    const sum = addReports(part, { ...part, workflows: 3, renewed: 1, reported: { 'stuck-message': 1 } });
    expect(sum).toEqual({
      ...{ customers: 4, workflows: 3, renewed: 1 },
      ...{ repaired: { 'no-keeper': 4 }, reported: { 'stuck-message': 1 }, examples: [example, example] },
    });
    expect(describeReport(sum)).toBe(
      '4 customers, 3 workflows; mended: 4 no-keeper; for a person: 1 stuck-message; renewed: 1',
    );
    expect(describeReport(NOTHING_FOUND)).toBe('0 customers, 0 workflows; mended: nothing; for a person: nothing');
  });
});
