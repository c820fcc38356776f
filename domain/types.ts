/** Epoch milliseconds, UTC. Names of instants end in `At`. */
export type Instant = number;
/** `YYYY-MM-DD`, no zone. Names of civil dates end in `On`. */
export type CivilDate = string;

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export type Language = 'en' | 'zh';
export type Channel = 'email' | 'sms';
export type ContactRole = 'billing' | 'manager' | 'legal';
export type Purpose = 'collections' | 'service' | 'marketing';

/** A business calendar: the weekend, and the days on which it is otherwise (`off` = holiday, `work` = make-up workday). */
export type Calendar = {
  readonly code: string;
  readonly weekend: readonly Weekday[];
  readonly days: ReadonlyMap<CivilDate, 'off' | 'work'>;
};

// ---------------------------------------------------------------- playbook

export type Anchor = 'due' | 'issued' | 'previous' | 'month-end';
/** `d` civil days, `bd` open days of the customer's calendar, `w` weeks. */
export type OffsetUnit = 'd' | 'bd' | 'w';
export type StepTime = { readonly anchor: Anchor; readonly offset: number; readonly unit: OffsetUnit };

/** What a step does. Fees are a kind of their own and have no step action yet. */
export type StepAction = 'email' | 'sms' | 'task' | 'hold-credit' | 'escalate';
/** Steps of one kind stand for each other in catch-up, and merge across invoices. */
export type StepKind = 'message' | 'hold' | 'fee' | 'task' | 'escalation';

export type Step = {
  readonly id: string;
  readonly at: StepTime;
  readonly do: StepAction;
  /** Minutes after local midnight; `null` = the playbook's. */
  readonly sendAt: number | null;
  readonly when: Condition | null;
  /** `email` and `sms` only. */
  readonly template: string | null;
  readonly to: ContactRole;
  readonly cc: readonly ContactRole[];
  /** `task` only. */
  readonly queue: string | null;
  readonly title: LocalizedText | null;
  /** `escalate` only. */
  readonly ladder: string | null;
};

export type LocalizedText = { readonly en: string; readonly zh: string };
export type CatchUp = 'latest' | 'each' | 'skip';
export type Entry = 'at-age' | 'first-step';

export type Playbook = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly applies: Condition | null;
  readonly priority: number;
  /** Minutes after local midnight. */
  readonly sendAt: number;
  readonly catchUp: CatchUp;
  readonly entry: Entry;
  /** Minor units by currency; a currency that is not listed has no minimum. */
  readonly minimumBalance: ReadonlyMap<string, bigint>;
  readonly steps: readonly Step[];
};

// --------------------------------------------------------------- conditions

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Comparison;

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in';
/** Money is compared as a decimal string, in the invoice's currency; numbers are whole. */
export type ConditionValue = string | number | boolean;
export type Comparison = {
  readonly fact: string;
  readonly op: Operator;
  readonly value: ConditionValue | readonly ConditionValue[];
};

// ------------------------------------------------------------ contact policy

export type PolicyDay = Weekday | 'workdays';
export type Window = {
  /** Empty = every day. */
  readonly days: readonly PolicyDay[];
  /** Minutes after local midnight; `from` is inside, `to` is not; 1440 ends a day. */
  readonly from: number;
  readonly to: number;
  /** Empty = all channels. */
  readonly channels: readonly Channel[];
};
export type Cap = {
  readonly count: number;
  readonly perDays: number;
  /** Empty = all channels. */
  readonly channels: readonly Channel[];
};
export type ContactPolicy = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly applies: Condition | null;
  readonly priority: number;
  readonly windows: readonly Window[];
  readonly closedDays: 'calendar' | 'none';
  /** Days of 24 hours; 0 = no gap. */
  readonly minimumGapDays: number;
  readonly caps: readonly Cap[];
};

// -------------------------------------------------------------------- facts

export type CustomerFacts = {
  readonly id: string;
  readonly zone: string;
  readonly language: Language;
  readonly segment: string | null;
  readonly country: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};

/** An amount of an invoice with a due date of its own: what steps, balance and holds belong to. */
export type DueItem = {
  readonly id: string;
  readonly invoiceNumber: string;
  /** 1, 2, … where the invoice is in instalments, else `null`. */
  readonly instalment: number | null;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
  /** When Perennial learned of it, in the customer's time. */
  readonly arrivedAt: Instant;
};

/** No touches for one due item (`itemId`) or for the whole customer (`null`) while `fromAt <= t` and it has not ended. */
export type HoldFacts = {
  readonly id: string;
  readonly itemId: string | null;
  readonly fromAt: Instant;
  /** The instant at which it ends by itself, or `null`. */
  readonly untilAt: Instant | null;
  readonly reason: string;
};

export type ContactPointFacts = {
  readonly id: string;
  readonly channel: Channel;
  readonly role: ContactRole;
  /** State is `ok` and consent for the purpose stands. */
  readonly usable: boolean;
};

/** A message of any episode that counts for gap and caps: every one that was not refused or released. */
export type SentMessage = { readonly at: Instant; readonly channel: Channel };

export type Outcome = 'done' | 'merged' | 'superseded' | 'skipped';
/** One settled (due item, step) pair of the touch log. */
export type SettledPair = {
  readonly itemId: string;
  readonly stepId: string;
  readonly outcome: Outcome;
  readonly at: Instant;
};

// ------------------------------------------------------------------- touches

export type TouchAction = StepAction | 'skip' | 'fix-contact' | 'end-hold';

export type PairRef = { readonly itemId: string; readonly invoice: string; readonly step: string };
export type CoveredPair = PairRef & {
  readonly outcome: 'done' | 'merged' | 'skipped';
  /** Why a `skipped` pair's condition does not hold. */
  readonly explanation: LocalizedText | null;
};

/** Rule names as they appear in timelines and summaries. */
export type PolicyRule = 'window' | 'closed-day' | 'gap' | 'cap';
/** One rule that moved a message, with the values that made it so (`explainMove` puts it in words). */
export type Move = { readonly from: Instant; readonly to: Instant } & (
  | { readonly rule: 'window' }
  | { readonly rule: 'closed-day'; readonly on: CivilDate }
  | { readonly rule: 'gap'; readonly days: number; readonly lastAt: Instant }
  | { readonly rule: 'cap'; readonly count: number; readonly perDays: number }
);

export type TouchReason = {
  /** The lead's nominal instant; for a touch without a lead, the instant of its cause. */
  readonly nominalAt: Instant;
  /** Contact rules that moved it from there, in the order applied. Empty for all but messages. */
  readonly moves: readonly Move[];
  /** Set where the lead's own channel had no usable contact point. */
  readonly insteadOf: Channel | null;
};

export type PlannedTouch = {
  readonly status: 'planned';
  readonly at: Instant;
  readonly action: TouchAction;
  /** `null` only for `end-hold`; for `fix-contact` the pair that waits first. */
  readonly lead: PairRef | null;
  readonly covers: readonly CoveredPair[];
  readonly superseded: readonly PairRef[];
  /** `end-hold` only. */
  readonly holdId: string | null;
  readonly reason: TouchReason;
};

/** `exhausted`: every pair is settled and money is still owed. `no-window`: the contact policy never opens for the lead. */
export type IdleReason = 'exhausted' | 'held' | 'below-minimum' | 'no-contact' | 'no-window' | 'no-playbook' | 'paused';
export type Decision =
  PlannedTouch | { readonly status: 'idle'; readonly reason: IdleReason } | { readonly status: 'closed' };
