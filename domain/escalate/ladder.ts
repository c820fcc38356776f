import { DEFAULT_BUSINESS_HOURS } from '../authoring/business-time';
import type { OpeningHours } from '../calendar/business-hours';
import type { LocalizedText } from '../types';

/** Whom a level means: somebody by what they are to the customer, or anybody who has a role. */
export type LadderTarget = 'owner' | 'owner-manager' | 'team-lead' | { readonly role: string };

export type LadderMeans = 'email' | 'task';

export type LadderLevel = {
  readonly id: string;
  /** The first of them who is there is told. */
  readonly notify: readonly LadderTarget[];
  readonly by: readonly LadderMeans[];
  /** Minutes of business time of the person told; then the next level is. */
  readonly waitMinutes: number;
};

/** Who is told, in which order, when nobody answers. */
export type Ladder = {
  readonly name: string;
  readonly title: LocalizedText;
  /** Of every open day, in the zone and calendar of the person told. */
  readonly businessHours: OpeningHours;
  readonly levels: readonly LadderLevel[];
  /** Minutes of business time from the acknowledgement; then the climb goes on. */
  readonly resolveWithinMinutes: number;
  /** Whether touches to the customer stop while the escalation is open. */
  readonly holdWhileOpen: boolean;
};

/** The role of those who lead a team. */
export const LEAD_ROLE = 'lead';

export const LADDER_DEFAULTS = {
  businessHours: DEFAULT_BUSINESS_HOURS,
  by: ['email', 'task'],
  resolveWithinMinutes: 16 * 60,
} as const satisfies Partial<Ladder> & Pick<LadderLevel, 'by'>;

/** Known everywhere, also where no ladder is published. */
export const BUILT_IN_LADDER: Ladder = {
  name: 'standard',
  title: { en: "The owner's manager, else the owner", zh: '负责人的上级，否则为负责人' },
  businessHours: LADDER_DEFAULTS.businessHours,
  levels: [{ id: 'manager', notify: ['owner-manager', 'owner'], by: LADDER_DEFAULTS.by, waitMinutes: 16 * 60 }],
  resolveWithinMinutes: LADDER_DEFAULTS.resolveWithinMinutes,
  holdWhileOpen: false,
};

/** A target as it is written: `owner`, `role:credit-manager`. */
export function targetName(target: LadderTarget): string {
  return typeof target === 'string' ? target : `role:${target.role}`;
}
