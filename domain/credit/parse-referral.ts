import { readBusinessHours, readBusinessMinutes } from '../authoring/business-time';
import { readName } from '../authoring/common-fields';
import { openFields, refuse, required, type Fields } from '../authoring/fields';
import type { SourceNode } from '../authoring/source-node';
import type { FaultReport } from '../faults';
import { readAmounts } from '../authoring/read-amounts';
import type { Referral, ReviewOn } from './scorecard';

/** Reads who decides what is referred, and by when. */
export function readReferral(node: SourceNode, report: FaultReport): Referral | null {
  const fields = openFields(
    node,
    { en: 'The field "refer"', zh: 'refer ' },
    ['role', 'queue', 'decideWithin', 'businessHours', 'ladder'],
    {
      en: 'a map such as { role: credit-manager, queue: credit, decideWithin: 8h }',
      zh: '映射，例如 { role: credit-manager, queue: credit, decideWithin: 8h }',
    },
    report,
  );
  if (fields === null) return null;
  const roleNode = required(fields, 'role', { en: 'the role that decides', zh: '有权审批的角色' });
  const role = roleNode && readName(fields, 'role', roleNode);
  const queueNode = required(fields, 'queue', { en: 'a queue for the task', zh: '任务队列' });
  const queue = queueNode && readName(fields, 'queue', queueNode);
  const decideWithinMinutes = readBusinessMinutes(fields, 'decideWithin');
  const businessHours = readBusinessHours(fields);
  const ladderNode = fields.get('ladder');
  const ladder = ladderNode && readName(fields, 'ladder', ladderNode);
  return role === null || queue === null || decideWithinMinutes === null
    ? null
    : { role, queue, decideWithinMinutes, businessHours, ladder };
}

/** Reads what asks for a review before it is due; left out, nothing does. */
export function readReviewOn(scorecard: Fields): ReviewOn {
  const nothing: ReviewOn = { overdueOver: new Map(), brokenPromise: false, escalationExhausted: false };
  const node = scorecard.get('reviewOn');
  if (node === null) return nothing;
  const fields = openFields(
    node,
    { en: 'The field "reviewOn"', zh: 'reviewOn ' },
    ['overdueOver', 'brokenPromise', 'escalationExhausted'],
    { en: 'a map such as { brokenPromise: true }', zh: '映射，例如 { brokenPromise: true }' },
    scorecard.report,
  );
  if (fields === null) return nothing;
  return {
    overdueOver: readAmounts(fields, 'overdueOver'),
    brokenPromise: readFlag(fields, 'brokenPromise'),
    escalationExhausted: readFlag(fields, 'escalationExhausted'),
  };
}

function readFlag(fields: Fields, name: string): boolean {
  const node = fields.get(name);
  if (node === null) return false;
  if (node.kind === 'boolean') return node.value;
  refuse(fields, name, node, { en: 'true or false', zh: ' true 或 false' });
  return false;
}
