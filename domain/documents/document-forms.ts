import { stringify } from 'yaml';
import { parseAssignmentPolicy } from '../assign/parse-assignment-policy';
import { parseScorecard } from '../credit/parse-scorecard';
import type { ErrorCode } from '../errors';
import { parseLadder } from '../escalate/parse-ladder';
import type { Fault } from '../faults';
import { formatPlaybook, playbookSource, type Source } from '../playbook/format-playbook';
import type { KnownNames } from '../playbook/known-names';
import { parsePlaybook } from '../playbook/parse-playbook';
import { formatPolicy, policySource } from '../policy/format-policy';
import { parsePolicy } from '../policy/parse-policy';
import type { LocalizedText } from '../types';
import { parseWinBackPolicy } from '../win-back/parse-win-back-policy';
import { plainSource } from './plain-source';

/** What operators write and publish in versions. */
export type DocumentKind =
  'playbook' | 'contact_policy' | 'assignment_policy' | 'scorecard' | 'ladder' | 'win_back_policy';

export type ReadDocument = {
  readonly name: string;
  /** Canonical, or as it was written where the kind has no canonical form. */
  readonly parsed: Source;
  /** YAML of what was given, for sources that came as JSON. */
  readonly text: string;
};

/** How documents of one kind are read and called. */
export type DocumentForm = {
  /** The field of the outermost map that holds the name; no other kind has it. */
  readonly field: string;
  readonly title: LocalizedText;
  readonly errorCode: Extract<ErrorCode, `${string}-not-valid`>;
  /** Events about the document begin with it. */
  readonly event: string;
  /** @returns `document` is `null` exactly where there is an error among the faults */
  readonly read: (
    source: unknown,
    names: KnownNames,
  ) => { readonly document: ReadDocument | null; readonly faults: readonly Fault[] };
};

type Named = { readonly name: string };
type Parsed = { readonly value: Named | null; readonly faults: readonly Fault[] };

/** A kind whose written form is kept as it was written. */
function asWritten(
  words: Omit<DocumentForm, 'read'>,
  parse: (source: unknown, names: KnownNames) => Parsed,
): DocumentForm {
  return {
    ...words,
    read: (source, names) => {
      const { value, faults } = parse(source, names);
      if (value === null) return { document: null, faults };
      const parsed = plainSource(source);
      return { document: { name: value.name, parsed, text: stringify(parsed, { lineWidth: 0 }) }, faults };
    },
  };
}

/** Every kind of document, by its name in the database. */
export const DOCUMENT_FORMS: Readonly<Record<DocumentKind, DocumentForm>> = {
  playbook: {
    field: 'playbook',
    title: { en: 'playbook', zh: '催收策略' },
    errorCode: 'playbook-not-valid',
    event: 'playbook',
    read: (source, names) => {
      const { playbook, faults } = parsePlaybook(source, names);
      if (playbook === null) return { document: null, faults };
      const document = { name: playbook.name, parsed: playbookSource(playbook), text: formatPlaybook(playbook) };
      return { document, faults };
    },
  },
  contact_policy: {
    field: 'policy',
    title: { en: 'contact policy', zh: '联系规则' },
    errorCode: 'policy-not-valid',
    event: 'policy',
    read: (source) => {
      const { policy, faults } = parsePolicy(source);
      if (policy === null) return { document: null, faults };
      return { document: { name: policy.name, parsed: policySource(policy), text: formatPolicy(policy) }, faults };
    },
  },
  assignment_policy: asWritten(
    {
      field: 'assignment',
      title: { en: 'assignment policy', zh: '分配规则' },
      errorCode: 'document-not-valid',
      event: 'assignment-policy',
    },
    parseAssignmentPolicy,
  ),
  scorecard: asWritten(
    {
      field: 'scorecard',
      title: { en: 'scorecard', zh: '评分卡' },
      errorCode: 'document-not-valid',
      event: 'scorecard',
    },
    parseScorecard,
  ),
  ladder: asWritten(
    { field: 'ladder', title: { en: 'ladder', zh: '升级链' }, errorCode: 'document-not-valid', event: 'ladder' },
    parseLadder,
  ),
  win_back_policy: asWritten(
    {
      field: 'winBack',
      title: { en: 'win-back policy', zh: '挽回策略' },
      errorCode: 'document-not-valid',
      event: 'win-back-policy',
    },
    parseWinBackPolicy,
  ),
};

/** Every kind, in the order in which they depend on each other. */
export const DOCUMENT_KINDS = Object.keys(DOCUMENT_FORMS) as readonly DocumentKind[];
