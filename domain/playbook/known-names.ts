import type { Channel, ContactPolicy } from '../types';

/** The names that a playbook may refer to, and the contact policies that it is held against. */
export type KnownNames = {
  /** Templates with the channels that they are written for; `null` = any name passes. */
  readonly templates: ReadonlyMap<string, ReadonlySet<Channel>> | null;
  /** `null` = any name passes. */
  readonly queues: ReadonlySet<string> | null;
  /** `null` = any name passes. */
  readonly ladders: ReadonlySet<string> | null;
  /** A cadence tighter than one of these is a warning. */
  readonly policies: readonly ContactPolicy[];
};

/** Lets every name pass, for validating without a server. */
export const ANY_NAMES: KnownNames = { templates: null, queues: null, ladders: null, policies: [] };
