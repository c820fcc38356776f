import type { Channel, CivilDate, ContactRole, PairRef, Purpose } from '../../domain/types';
import type { AssignmentEntry } from './timeline/assignment-entries';
import type { CreditEntry } from './timeline/credit-entries';
import type { EscalationEntry } from './timeline/escalation-entries';
import type { LifecycleEntry } from './timeline/lifecycle-entries';
import type { ReconcileEntry } from './timeline/reconcile-entries';
import type { TaskEntry } from './timeline/task-entries';
import type { WinBackEntry } from './timeline/win-back-entries';

/** Decimal string; the currency stands beside it. */
type Amount = string;
/** ISO instant. */
type IsoInstant = string;

/** What was and what is, by field name. */
export type Changes = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

export type AllocatedPart = {
  readonly invoice: string;
  readonly instalment: number | null;
  readonly amount: Amount;
  /** What is owed of the due item afterwards. */
  readonly balance: Amount;
};

type HoldData = {
  readonly holdId: string;
  readonly scope: 'invoice' | 'customer' | 'group';
  /** Number of the invoice, for scope `invoice`. */
  readonly invoice: string | null;
  readonly reason: string;
};

type ContactData = {
  readonly contactPointId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly role: ContactRole;
};

/** What was known of the address before it was added, and holds on. */
type StaysData = {
  readonly stays?: {
    readonly state: 'ok' | 'bounced' | 'opted_out';
    readonly code: string | null;
    /** Purposes that stay withdrawn. */
    readonly withdrawn: readonly Purpose[];
  };
};

type CreditData = {
  readonly amount: Amount;
  readonly currency: string;
  readonly allocations: readonly AllocatedPart[];
  /** Kept as a credit of the customer. */
  readonly unallocated: Amount;
};

/** What facts leave in the timeline, by kind; the engine adds touches, messages and plans of its own. */
export type TimelineEntry = { readonly invoiceId?: string | null } & (
  | LifecycleEntry
  | EscalationEntry
  | AssignmentEntry
  | WinBackEntry
  | CreditEntry
  | ReconcileEntry
  | { readonly kind: 'customer.created'; readonly data: { readonly externalId: string; readonly name: string } }
  | { readonly kind: 'customer.changed'; readonly data: { readonly changes: Changes } }
  | {
      readonly kind: 'customer.activated' | 'customer.paused' | 'customer.closed';
      readonly data: { readonly from: string; readonly reason: string | null };
    }
  | { readonly kind: 'contact.added'; readonly data: ContactData & StaysData }
  | { readonly kind: 'contact.opted-in'; readonly data: ContactData }
  | { readonly kind: 'contact.changed'; readonly data: ContactData & StaysData & { readonly changes: Changes } }
  | { readonly kind: 'contact.opted-out' | 'contact.bounced'; readonly data: ContactData & { readonly code: string } }
  | {
      readonly kind: 'consent.changed';
      readonly data: ContactData & {
        readonly purpose: Purpose;
        readonly from: boolean;
        readonly to: boolean;
        readonly source: string;
      };
    }
  | {
      readonly kind: 'invoice.issued';
      readonly data: {
        readonly number: string;
        readonly issuedOn: CivilDate;
        readonly currency: string;
        readonly amount: Amount;
        readonly items: readonly {
          readonly instalment: number | null;
          readonly dueOn: CivilDate;
          readonly amount: Amount;
        }[];
      };
    }
  | { readonly kind: 'invoice.changed'; readonly data: { readonly number: string; readonly changes: Changes } }
  | {
      readonly kind: 'invoice.voided';
      readonly data: {
        readonly number: string;
        readonly currency: string;
        /** What was still owed. */
        readonly balance: Amount;
        readonly reason: string | null;
      };
    }
  | {
      readonly kind: 'payment.received' | 'payment.allocated';
      readonly data: CreditData & {
        readonly paymentId: string;
        readonly externalId: string | null;
        readonly receivedOn: CivilDate | null;
        readonly effectiveAt: IsoInstant;
      };
    }
  | {
      readonly kind: 'payment.reversed';
      readonly data: {
        readonly paymentId: string;
        readonly externalId: string | null;
        readonly amount: Amount;
        readonly currency: string;
        readonly reason: string | null;
        /** The allocations that were taken back. */
        readonly reopened: readonly AllocatedPart[];
      };
    }
  | {
      readonly kind: 'credit-note.issued';
      readonly data: CreditData & { readonly number: string; readonly issuedOn: CivilDate };
    }
  | {
      readonly kind: 'hold.placed';
      readonly data: HoldData & { readonly untilOn: CivilDate | null; readonly untilAt: IsoInstant | null };
    }
  | { readonly kind: 'hold.changed'; readonly data: HoldData & { readonly changes: Changes } }
  | { readonly kind: 'hold.lifted' | 'hold.expired'; readonly data: HoldData }
  | {
      readonly kind: 'step.superseded';
      readonly data: {
        readonly because: 'hold-ended' | 'payment-reversed' | 'amount-raised';
        readonly pairs: readonly Pick<PairRef, 'invoice' | 'step'>[];
      };
    }
  | TaskEntry
  | {
      readonly kind: 'message.received';
      readonly data: {
        readonly channel: Channel;
        readonly address: string;
        readonly text: string;
        /** What the text asks for, where it is a keyword. */
        readonly keyword: 'stop' | 'start' | 'help' | null;
        readonly providerId: string;
      };
    }
  | {
      readonly kind: 'message.delivered' | 'message.failed';
      readonly data: {
        readonly messageId: string;
        readonly channel: Channel;
        readonly template: string;
        readonly code: string | null;
      };
    }
);
