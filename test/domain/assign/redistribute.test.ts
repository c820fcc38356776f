import { redistribute, type PlacedCustomer } from '../../../domain/assign/redistribute';
import { aCandidate, aCustomer, anEntry, aPolicy } from './a-policy';

const NOW = Date.UTC(2026, 9, 9, 9);
const policy = aPolicy([anEntry({ strategy: 'least-loaded', caps: { customers: 3, newPerDay: null }, load: 2 })]);

function owned(id: string, ownerId: string | null, to: PlacedCustomer['to'] = policy): PlacedCustomer {
  return { ...aCustomer(), id, ownerId, load: 2, to };
}

describe('giving customers out again', () => {
  test('spreads a portfolio over those who have room, and the rest goes to the queue', () => {
    const customers = ['1', '2', '3', '4', '5', '6'].map((id) => owned(id, 'ann'));
    const candidates = [
      aCandidate('ann', { customers: 6, load: 12 }),
      aCandidate('bob', { customers: 1, load: 2 }),
      aCandidate('cid'),
    ];
    const { moves, loads } = redistribute(customers, candidates, new Set(['ann']), NOW);
    expect(moves.map(({ toStaffId, queue }) => toStaffId ?? queue)).toEqual([
      'cid',
      'bob',
      'cid',
      'bob',
      'cid',
      'spare',
    ]);
    expect(loads.map((one) => [one.staffId, one.customersBefore, one.customersAfter, one.loadAfter])).toEqual([
      ['ann', 6, 0, 0],
      ['bob', 1, 3, 6],
      ['cid', 0, 3, 6],
    ]);
  });
  test('gives everything to a person who is named, whatever the caps', () => {
    const customers = ['1', '2'].map((id) => owned(id, 'ann', { staffId: 'bob' }));
    const candidates = [
      aCandidate('ann', { customers: 2, load: 4 }),
      aCandidate('bob', { customers: 3, maxCustomers: 3 }),
    ];
    const { moves, loads } = redistribute(customers, candidates, new Set(['ann']), NOW);
    expect(moves.map(({ toStaffId, load }) => [toStaffId, load])).toEqual([
      ['bob', 2],
      ['bob', 2],
    ]);
    expect(loads[1]).toMatchObject({ customersBefore: 3, customersAfter: 5, loadAfter: 4 });
  });
  test('leaves an owner that is still the best choice', () => {
    const { moves } = redistribute([owned('1', 'ann')], [aCandidate('ann', { customers: 1, load: 2 })], new Set(), NOW);
    expect(moves[0]).toMatchObject({ fromStaffId: 'ann', toStaffId: 'ann' });
  });
  test('puts a customer that no policy is for into the queue of new customers', () => {
    const { moves } = redistribute([owned('1', null, null)], [aCandidate('ann')], new Set(), NOW);
    expect(moves[0]).toMatchObject({ toStaffId: null, queue: 'new-customers' });
  });
});
