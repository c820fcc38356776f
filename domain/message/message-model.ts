import type { CivilDate, Language } from '../types';

/** An amount as templates get it; the filter `money` makes text of it. */
export type Money = { readonly minor: bigint; readonly currency: string };

/** A due item as a message shows it. */
export type MessageItem = {
  readonly number: string;
  /** `2/3` for the second of three instalments, else `null`. */
  readonly instalment: string | null;
  /** What customers know it by: `INV-7`, or `INV-7 (2/3)`. */
  readonly label: string;
  readonly amount: Money;
  readonly balance: Money;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  /** Negative before the due date. */
  readonly daysPastDue: number;
  /** Zero where it is not overdue. */
  readonly daysOverdue: number;
  readonly paymentUrl: string | null;
};

export type MessageTotal = {
  readonly currency: string;
  /** What the message asks for: the balances of `items` and `otherOverdue`. */
  readonly due: Money;
  /** The overdue part of `due`. */
  readonly overdue: Money;
  /** Paid, but allocated to no invoice yet. */
  readonly credit: Money;
  /** `due` less `credit`, never below zero. */
  readonly payable: Money;
};

export type Sender = {
  readonly companyName: string;
  readonly replyTo: string | null;
  /** The postal address in one line. */
  readonly address: string | null;
};

/** Everything that a template may use, and nothing else. Held and disputed items are in none of the lists. */
export type MessageModel = {
  readonly customer: { readonly name: string; readonly language: Language };
  readonly sender: Sender;
  /** The step that leads the touch, and its item. */
  readonly lead: { readonly step: string; readonly item: MessageItem };
  /** The customer's civil date at which the message was written. */
  readonly asOn: CivilDate;
  /** What the message is about; sorted by due date, then number. */
  readonly items: readonly MessageItem[];
  /** Overdue items that the message is not about. */
  readonly otherOverdue: readonly MessageItem[];
  /** Open items that are not overdue; counted in no total. */
  readonly notYetDue: readonly MessageItem[];
  /** How many items `due` adds up: `items` and `otherOverdue`. */
  readonly count: number;
  readonly overdueCount: number;
  /** One for each currency of `due`, by code. */
  readonly totals: readonly MessageTotal[];
  /** Of `items` and `otherOverdue`, the one that is due first. */
  readonly oldest: MessageItem;
  /** The customer's page to pay at. */
  readonly link: string | null;
  readonly unsubscribeUrl: string | null;
};
