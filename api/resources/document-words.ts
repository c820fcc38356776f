import type { DocumentKind } from '../../prisma/generated/enums';

/** A kind of documents that operators write, and how the API calls it. */
export type DocumentWords = {
  readonly kind: DocumentKind;
  readonly path: string;
  /** In names of operations. */
  readonly one: string;
  readonly many: string;
  readonly tag: string;
  readonly title: string;
};

const PLAYBOOKS: DocumentWords = {
  kind: 'playbook',
  path: '/v1/playbooks',
  one: 'Playbook',
  many: 'Playbooks',
  tag: 'Playbooks',
  title: 'playbook',
};

const POLICIES: DocumentWords = {
  kind: 'contact_policy',
  path: '/v1/policies',
  one: 'Policy',
  many: 'Policies',
  tag: 'Contact policies',
  title: 'contact policy',
};

const ASSIGNMENT_POLICIES: DocumentWords = {
  kind: 'assignment_policy',
  path: '/v1/assignment-policies',
  one: 'AssignmentPolicy',
  many: 'AssignmentPolicies',
  tag: 'Assignment policies',
  title: 'assignment policy',
};

const SCORECARDS: DocumentWords = {
  kind: 'scorecard',
  path: '/v1/scorecards',
  one: 'Scorecard',
  many: 'Scorecards',
  tag: 'Scorecards',
  title: 'scorecard',
};

const LADDERS: DocumentWords = {
  kind: 'ladder',
  path: '/v1/ladders',
  one: 'Ladder',
  many: 'Ladders',
  tag: 'Ladders',
  title: 'ladder',
};

const WIN_BACK_POLICIES: DocumentWords = {
  kind: 'win_back_policy',
  path: '/v1/win-back-policies',
  one: 'WinBackPolicy',
  many: 'WinBackPolicies',
  tag: 'Win-back policies',
  title: 'win-back policy',
};

/** Every kind, in the order in which the API's description lists them. */
export const DOCUMENT_WORDS: readonly DocumentWords[] = [
  PLAYBOOKS,
  POLICIES,
  ASSIGNMENT_POLICIES,
  SCORECARDS,
  LADDERS,
  WIN_BACK_POLICIES,
];
