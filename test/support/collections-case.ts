import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import type { DecideInput, ScheduledItem } from '../../domain/decide/input';
import { scheduleItem } from '../../domain/decide/schedule';
import { touchLogOf } from '../../domain/decide/touch-log';
import { ANY_NAMES } from '../../domain/playbook/known-names';
import { parsePlaybook } from '../../domain/playbook/parse-playbook';
import { parsePolicy } from '../../domain/policy/parse-policy';
import type {
  Calendar,
  CivilDate,
  ContactPolicy,
  Decision,
  DueItem,
  HoldFacts,
  Instant,
  PlannedTouch,
  Playbook,
  SentMessage,
  SettledPair,
} from '../../domain/types';

/** A playbook as an operator writes it; `steps` are lines of YAML. */
export function playbook(steps: readonly string[], settings: readonly string[] = []): Playbook {
  const source = ['playbook: case', ...settings, 'steps:', ...steps.map((step) => `  - { ${step} }`)].join('\n');
  const parsed = parsePlaybook(source, ANY_NAMES);
  if (parsed.playbook === null) throw new Error(parsed.faults.map((fault) => fault.message).join('\n'));
  return parsed.playbook;
}

/** A contact policy as an operator writes it. */
export function policy(...lines: readonly string[]): ContactPolicy {
  const parsed = parsePolicy(['policy: case', ...lines].join('\n'));
  if (parsed.policy === null) throw new Error(parsed.faults.map((fault) => fault.message).join('\n'));
  return parsed.policy;
}

/** An instant of an ISO text; a zone other than UTC is written as an offset. */
export function instant(text: string): Instant {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`"${text}" is not an instant`);
  return at;
}

/** An invoice of 100.00 that was known long before it is due; its number is its ID. */
export function invoice(number: string, dueOn: CivilDate, more: Partial<DueItem> = {}): DueItem {
  const amountMinor = more.amountMinor ?? 10_000n;
  return {
    id: number,
    invoiceNumber: number,
    instalment: null,
    issuedOn: '2020-01-01',
    dueOn,
    currency: 'USD',
    amountMinor,
    balanceMinor: amountMinor,
    arrivedAt: 0,
    ...more,
  };
}

export type CaseSetting = {
  readonly zone: string;
  readonly playbook: Playbook;
  readonly policy?: ContactPolicy;
  readonly calendar?: Calendar;
};

/** A customer with one usable address of each channel and nothing open; `more` says what differs. */
export function customerCase(setting: CaseSetting, more: Partial<DecideInput> = {}): DecideInput {
  return {
    customer: { id: 'C-1', zone: setting.zone, language: 'en', segment: null, country: null, attributes: {} },
    items: [],
    holds: [],
    holdEnds: [],
    contactPoints: [
      { id: 'email', channel: 'email', role: 'billing', usable: true },
      { id: 'sms', channel: 'sms', role: 'billing', usable: true },
    ],
    contactMissing: false,
    playbook: setting.playbook,
    policy: setting.policy ?? policy(),
    calendar: setting.calendar ?? EVERY_WEEKDAY,
    settled: new Map(),
    messages: [],
    stepsSince: new Map(),
    paused: false,
    ...more,
  };
}

/** The case with these invoices open, each with its nominal instants. */
export function withInvoices(input: DecideInput, ...items: readonly DueItem[]): DecideInput {
  return { ...input, items: [...input.items, ...items.map((item) => scheduled(input, item))] };
}

export function scheduled({ playbook, calendar, customer }: DecideInput, item: DueItem): ScheduledItem {
  if (playbook === null) return { ...item, nominals: [] };
  return scheduleItem(item, playbook, calendar, customer.zone);
}

export function holdOn(itemId: string | null, untilAt: Instant | null, id = `hold ${itemId ?? 'all'}`): HoldFacts {
  return { id, itemId, fromAt: 0, untilAt, reason: 'case' };
}

/** `A-1/reminder-1` as a pair of the touch log. */
export function settledAt(pair: string, at: Instant, outcome: SettledPair['outcome'] = 'done'): SettledPair {
  const [itemId = '', stepId = ''] = pair.split('/');
  return { itemId, stepId, outcome, at };
}

/** The case with these pairs settled as well. */
export function withSettled(input: DecideInput, ...pairs: readonly SettledPair[]): DecideInput {
  return { ...input, settled: touchLogOf([...allSettled(input), ...pairs]) };
}

export function allSettled({ settled }: DecideInput): readonly SettledPair[] {
  return [...settled.values()].flat();
}

export function sent(channel: SentMessage['channel'], at: string): SentMessage {
  return { channel, at: instant(at) };
}

/**
 * A decision in one line: the instant in UTC, the wall time in `zone`, the action, and the pairs: `=` done, `+` merged,
 * `~` skipped, `-` superseded. The lead of a skip, and of a task "fix contact", stands before them.
 * @example '2024-03-11T15:00Z Mon 11:00 email =A-1/reminder-1 +A-2/due-today -A-2/before-due'
 */
export function show(decision: Decision, zone: string): string {
  if (decision.status !== 'planned') return decision.status === 'idle' ? `idle ${decision.reason}` : 'closed';
  return `${showInstant(decision.at, zone)} ${showWhat(decision)}`;
}

/** `2024-03-11T15:00Z Mon 11:00`; seconds and their parts only where there are any. */
export function showInstant(at: Instant, zone: string): string {
  const utc = new Date(at).toISOString().replace(/(:00)?\.000Z$/, 'Z');
  const wall = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return `${utc} ${wall.format(at).replace(',', '')}`;
}

const MARKS = { done: '=', merged: '+', skipped: '~' } as const;

function showWhat({ action, lead, covers, superseded }: PlannedTouch): string {
  const led = lead === null ? null : `${lead.itemId}/${lead.step}`;
  return [
    action,
    ...(action === 'skip' || action === 'fix-contact' ? [String(led)] : []),
    ...covers.map((pair) => `${MARKS[pair.outcome]}${pair.itemId}/${pair.step}`),
    ...superseded.map((pair) => `-${pair.itemId}/${pair.step}`),
  ].join(' ');
}

/** The contact rules that moved a touch, in their order. */
export function rulesOf(decision: Decision): readonly string[] {
  return decision.status === 'planned' ? decision.reason.moves.map((move) => move.rule) : [];
}
