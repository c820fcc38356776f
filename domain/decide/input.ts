import type {
  Calendar,
  ContactPointFacts,
  ContactPolicy,
  CustomerFacts,
  DueItem,
  HoldFacts,
  Instant,
  Playbook,
  SentMessage,
} from '../types';
import type { TouchLog } from './touch-log';

/** A due item with the nominal instant of each step of the playbook, in playbook order (`scheduleItem`). */
export type ScheduledItem = DueItem & { readonly nominals: readonly Instant[] };

/** The end of a hold on one item, or on the whole customer (`itemId` is `null`). */
export type HoldEnd = { readonly itemId: string | null; readonly at: Instant };

/** Everything that `decide` looks at. Facts are those committed; only the instant asked about moves. */
export type DecideInput = {
  readonly customer: CustomerFacts;
  /** Open due items only (balance above zero), in any order. */
  readonly items: readonly ScheduledItem[];
  /** Holds that have not ended; one that has passed its `untilAt` is ended by a touch of its own. */
  readonly holds: readonly HoldFacts[];
  /** Of the holds that have ended, on open items or the customer, at least the last of each. */
  readonly holdEnds: readonly HoldEnd[];
  /** For the purpose `collections`. */
  readonly contactPoints: readonly ContactPointFacts[];
  /** A "fix contact" task was made and no usable contact point has appeared since. */
  readonly contactMissing: boolean;
  readonly playbook: Playbook | null;
  readonly policy: ContactPolicy;
  readonly calendar: Calendar;
  /** Of the open due items. */
  readonly settled: TouchLog;
  /** Messages of all the customer's episodes that count for gap and caps, ascending by `at`. */
  readonly messages: readonly SentMessage[];
  /** Steps that came with a later version or by a change of playbook: for items that arrived before, only later instants act. */
  readonly stepsSince: ReadonlyMap<string, Instant>;
  /** Imported and not activated, or closed. */
  readonly paused: boolean;
};
