import fc from 'fast-check';
import { withOffer, type Candidate } from '../../../domain/assign/candidate';
import { chooseOwner, type ChoiceInput, type OwnerChoice } from '../../../domain/assign/choose-owner';
import { exclusionOf } from '../../../domain/assign/exclusion';
import { aCandidate, aCustomer, anEntry, aPolicy } from './a-policy';

const FRIDAY = Date.UTC(2026, 9, 9, 6, 30);

function choose(input: Partial<ChoiceInput> & Pick<ChoiceInput, 'policy' | 'candidates'>): OwnerChoice {
  return chooseOwner({ customer: aCustomer(), tried: new Set(), asOf: FRIDAY, ...input });
}

/** Gives `count` customers out one after the other, and returns who got each, with the candidates after it. */
function give(count: number, input: Parameters<typeof choose>[0]) {
  let candidates: readonly Candidate[] = input.candidates;
  const owners: (string | null)[] = [];
  for (let number = 1; number <= count; number += 1) {
    const { chosen, entry, load } = choose({ ...input, candidates });
    owners.push(chosen?.staffId ?? null);
    const offer = { entry: entry ?? '', load, at: input.asOf ?? FRIDAY, number };
    candidates = candidates.map((one) => (one.id === chosen?.staffId ? withOffer(one, offer) : one));
  }
  return { owners, candidates };
}

describe('who is suitable', () => {
  const entry = anEntry({
    staff: {
      teams: ['north'],
      roles: ['account-manager'],
      skills: ['export'],
      regions: 'customer',
      languages: 'customer',
      minimumSeniority: 2,
    },
    caps: { customers: 10, newPerDay: 2 },
  });
  const customer = aCustomer({ language: 'zh', attributes: { region: 'east' } });
  const fit = aCandidate('ann', {
    team: 'north',
    skills: ['export', 'medical'],
    regions: ['east', 'west'],
    language: 'zh',
    seniority: 2,
    zone: 'Asia/Shanghai',
    customers: 9,
  });
  const CASES: readonly (readonly [string, Partial<Candidate>, string])[] = [
    ['has left', { active: false }, 'is not active'],
    ['is on leave', { absences: [{ fromOn: '2026-10-09', untilOn: '2026-10-12' }] }, 'is absent until 2026-10-12'],
    ['is of another team', { team: 'south' }, 'has team south, not north'],
    ['is of no team', { team: null }, 'has team none, not north'],
    ['has another role', { role: 'clerk' }, 'has role clerk, not account-manager'],
    ['works elsewhere', { regions: ['west'] }, 'works in west, not in east'],
    ['works in no region', { regions: [] }, 'works in no region, not in east'],
    ['speaks another language', { language: 'en' }, 'has language en, not zh'],
    ['lacks a skill', { skills: ['medical'] }, 'lacks export'],
    ['is too junior', { seniority: 1 }, 'has seniority 1, under 2'],
    ['is full', { customers: 10 }, 'has 10 customers of at most 10'],
    ['is full by a limit of their own', { maxCustomers: 9 }, 'has 9 customers of at most 9'],
    [
      'got enough today',
      { offeredAt: [FRIDAY - 3_600_000, FRIDAY - 1_000] },
      'got 2 new customers on 2026-10-09 of at most 2',
    ],
  ];
  const reasonFor = (candidate: Candidate): string | null =>
    exclusionOf(candidate, { entry, customer, tried: new Set(), asOf: FRIDAY })?.reason.en ?? null;

  test('somebody who meets everything is', () => {
    expect(reasonFor(fit)).toBeNull();
  });
  test.each(CASES)('somebody who %s is not', (_title, changes, reason) => {
    expect(reasonFor({ ...fit, ...changes })).toBe(reason);
  });
  test('somebody who had the customer already is not', () => {
    const found = exclusionOf(fit, { entry, customer, tried: new Set(['ann']), asOf: FRIDAY });
    expect(found?.rule).toBe('tried');
  });
  test('days are those of the person: yesterday in Shanghai is not today', () => {
    // 00:30 on the 9th in Shanghai; both offers were made on the 8th there.
    const asOf = Date.UTC(2026, 9, 8, 16, 30);
    const offeredAt = [asOf - 3_600_000, asOf - 7_200_000];
    expect(exclusionOf({ ...fit, offeredAt }, { entry, customer, tried: new Set(), asOf })).toBeNull();
  });
  test('leave ends with its last day in the zone of the person', () => {
    const absent = { ...fit, absences: [{ fromOn: '2026-10-01', untilOn: '2026-10-08' }] };
    const at = (asOf: number) => exclusionOf(absent, { entry, customer, tried: new Set(), asOf })?.rule ?? null;
    expect([at(Date.UTC(2026, 9, 8, 15, 59)), at(Date.UTC(2026, 9, 8, 16))]).toEqual(['absent', null]);
  });
  test('a customer without a region asks for none', () => {
    const anywhere = { ...customer, attributes: {} };
    expect(
      exclusionOf({ ...fit, regions: [] }, { entry, customer: anywhere, tried: new Set(), asOf: FRIDAY }),
    ).toBeNull();
  });
  test('skills of the customer are asked for one by one', () => {
    const wanting = { ...customer, attributes: { region: 'east', skills: 'export, cold chain' } };
    const asking = { ...entry, staff: { ...entry.staff, skills: 'customer' as const } };
    const found = exclusionOf(fit, { entry: asking, customer: wanting, tried: new Set(), asOf: FRIDAY });
    expect(found?.reason).toEqual({ en: 'lacks cold chain', zh: '缺少技能 cold chain' });
  });
});

describe('which entry chooses', () => {
  const senior = anEntry({
    id: 'key',
    when: { fact: 'customer.segment', op: 'eq', value: 'key' },
    staff: { ...anEntry().staff, minimumSeniority: 3 },
  });
  const back = anEntry({ id: 'back', returning: true });
  const rest = anEntry({ id: 'rest' });
  const policy = aPolicy([senior, back, rest]);
  const junior = aCandidate('ann');

  test('is the first that is for the customer, and the others say why they are not', () => {
    const choice = choose({ policy, candidates: [junior] });
    expect(choice).toMatchObject({ chosen: { staffId: 'ann' }, queue: null, entry: 'rest' });
    expect(choice.entries.map(({ entry, fits, reason }) => [entry, fits, reason.en])).toEqual([
      ['key', false, 'segment smb is not key'],
      ['back', false, 'is for returning customers'],
      ['rest', true, 'is for every customer'],
    ]);
  });
  test('is that of returning customers for who comes back', () => {
    expect(choose({ policy, candidates: [junior], customer: aCustomer({ returning: true }) }).entry).toBe('back');
  });
  test('a key customer whom nobody senior can take goes to the queue, not to a junior', () => {
    const choice = choose({ policy, candidates: [junior], customer: aCustomer({ segment: 'key' }) });
    expect(choice).toMatchObject({ chosen: null, queue: 'spare', entry: 'key' });
    expect(choice.reason.en).toBe('Nobody is suitable by entry "key": queue "spare"');
    expect(choice.entries.at(-1)?.candidates[0]).toMatchObject({ excludedBy: 'seniority', staffId: 'ann' });
  });
  test('unless the entry says that the next may choose', () => {
    const open = aPolicy([{ ...senior, otherwise: 'next' }, rest]);
    const choice = choose({ policy: open, candidates: [junior], customer: aCustomer({ segment: 'key' }) });
    expect(choice).toMatchObject({ chosen: { staffId: 'ann' }, entry: 'rest' });
  });
  test('with no entry for the customer it goes to the queue', () => {
    const choice = choose({ policy: aPolicy([senior]), candidates: [junior] });
    expect(choice).toMatchObject({ chosen: null, queue: 'spare', entry: null });
  });
});

describe('strategies', () => {
  test('weighted goes by load for weight', () => {
    const policy = aPolicy([anEntry({ strategy: 'weighted' })]);
    const candidates = [aCandidate('ann', { load: 4, weight: 1 }), aCandidate('bob', { load: 7, weight: 2 })];
    expect(choose({ policy, candidates }).chosen?.staffId).toBe('bob');
  });
  test('best-skill goes by preferred skills, then by load', () => {
    const policy = aPolicy([anEntry({ strategy: 'best-skill', prefer: ['export', 'medical'] })]);
    const candidates = [
      aCandidate('ann', { skills: ['export'] }),
      aCandidate('bob', { skills: ['export', 'medical'], load: 9 }),
      aCandidate('cid', { skills: ['medical', 'export'], load: 8 }),
    ];
    const choice = choose({ policy, candidates });
    expect(choice.chosen?.staffId).toBe('cid');
    expect(choice.reason.en).toBe('Entry "everybody", best-skill: first of 3 suitable; 2 preferred skills, load 8');
  });
});

describe('for any staff', () => {
  const people = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      load: fc.nat(20),
      weight: fc.integer({ min: 1, max: 4 }),
      maxCustomers: fc.option(fc.integer({ min: 0, max: 6 })),
      maxNewPerDay: fc.option(fc.integer({ min: 0, max: 4 })),
      active: fc.boolean(),
      seniority: fc.nat(3),
      absent: fc.boolean(),
    }),
    { minLength: 1, selector: ({ id }) => id },
  );
  const candidatesOf = (rows: typeof people extends fc.Arbitrary<infer T> ? T : never): Candidate[] =>
    rows.map(({ id, absent, ...row }) =>
      aCandidate(id, { ...row, absences: absent ? [{ fromOn: '2026-10-09', untilOn: '2026-10-09' }] : [] }),
    );
  const strategy = fc.constantFrom('round-robin' as const, 'least-loaded' as const, 'weighted' as const);
  const minimumSeniority = fc.nat(3);

  test('nobody absent, inactive, too junior or over a cap is ever chosen, and who is left over goes to the queue', () => {
    fc.assert(
      fc.property(people, strategy, minimumSeniority, fc.integer({ min: 1, max: 30 }), (rows, by, least, count) => {
        const entry = anEntry({ strategy: by, staff: { ...anEntry().staff, minimumSeniority: least } });
        const { owners, candidates } = give(count, { policy: aPolicy([entry]), candidates: candidatesOf(rows) });
        const room = (one: Candidate) => Math.min(one.maxCustomers ?? count, one.maxNewPerDay ?? count, count);
        const able = (one: Candidate) => one.active && one.absences.length === 0 && one.seniority >= least;
        for (const one of candidates) {
          const got = owners.filter((owner) => owner === one.id).length;
          expect(got).toBeLessThanOrEqual(able(one) ? room(one) : 0);
        }
        const places = candidates.reduce((sum, one) => sum + (able(one) ? room(one) : 0), 0);
        expect(owners.filter((owner) => owner === null)).toHaveLength(Math.max(0, count - places));
      }),
    );
  });
  test('the same facts give the same choice, in whatever order the candidates come', () => {
    fc.assert(
      fc.property(people, strategy, fc.nat(), (rows, by, turn) => {
        const candidates = candidatesOf(rows);
        const policy = aPolicy([anEntry({ strategy: by })]);
        const at = turn % candidates.length;
        const turned = [...candidates.slice(at), ...candidates.slice(0, at)];
        expect(choose({ policy, candidates: turned })).toEqual(choose({ policy, candidates }));
      }),
    );
  });
  test('round-robin is fair to within one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 }), (size, count) => {
        const candidates = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, size).map((id) => aCandidate(id));
        const { owners } = give(count, { policy: aPolicy([anEntry()]), candidates });
        const counts = candidates.map(({ id }) => owners.filter((owner) => owner === id).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
  test('loads are balanced within the largest load of one customer, and by weight too', () => {
    const loads = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 });
    const weights = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(loads, weights, fc.boolean(), (customers, shares, weighted) => {
        let candidates = shares.map((weight, index) => aCandidate(`s${index}`, { weight: weighted ? weight : 1 }));
        customers.forEach((load, index) => {
          const entry = anEntry({ strategy: weighted ? 'weighted' : 'least-loaded', load });
          const choice = choose({ policy: aPolicy([entry]), candidates });
          const offer = { entry: entry.id, load, at: FRIDAY, number: index + 1 };
          candidates = candidates.map((one) => (one.id === choice.chosen?.staffId ? withOffer(one, offer) : one));
        });
        const ratios = candidates.map(({ load, weight }) => load / weight);
        expect(Math.max(...ratios) - Math.min(...ratios)).toBeLessThanOrEqual(Math.max(...customers));
      }),
    );
  });
});
