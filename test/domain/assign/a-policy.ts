import type { AssignmentEntry, AssignmentPolicy } from '../../../domain/assign/assignment-policy';
import type { Candidate } from '../../../domain/assign/candidate';
import type { AssignedCustomer } from '../../../domain/assign/wanted-words';

/** An entry for everybody, round-robin, and what differs. */
export function anEntry(changes: Partial<AssignmentEntry> = {}): AssignmentEntry {
  return {
    id: 'everybody',
    when: null,
    returning: null,
    staff: { teams: [], roles: [], skills: [], regions: [], languages: [], minimumSeniority: 0 },
    strategy: 'round-robin',
    prefer: [],
    caps: { customers: null, newPerDay: null },
    load: 1,
    otherwise: 'queue',
    ...changes,
  };
}

export function aPolicy(
  entries: readonly AssignmentEntry[],
  changes: Partial<AssignmentPolicy> = {},
): AssignmentPolicy {
  return {
    name: 'test',
    title: { en: 'test', zh: 'test' },
    applies: null,
    priority: 0,
    entries,
    fallback: { queue: 'spare' },
    acceptWithinMinutes: 240,
    businessHours: { from: 540, to: 1080 },
    tries: 3,
    escalate: 'standard',
    welcome: 'welcome',
    ...changes,
  };
}

export function aCandidate(id: string, changes: Partial<Candidate> = {}): Candidate {
  return {
    id,
    name: id.toUpperCase(),
    active: true,
    team: null,
    role: 'account-manager',
    skills: [],
    regions: [],
    language: 'en',
    seniority: 0,
    zone: 'UTC',
    absences: [],
    maxCustomers: null,
    maxNewPerDay: null,
    weight: 1,
    customers: 0,
    load: 0,
    offeredAt: [],
    lastOffer: new Map(),
    ...changes,
  };
}

export function aCustomer(changes: Partial<AssignedCustomer> = {}): AssignedCustomer {
  return {
    zone: 'UTC',
    language: 'en',
    segment: 'smb',
    country: 'GB',
    attributes: {},
    returning: false,
    ...changes,
  };
}
