import type { z } from 'zod';
import { touchesPageOut, type touchOut } from '../../api/contract/touches';
import type { CountedTouch } from '../../domain/simulate/summarize';
import type { LinePair } from '../../domain/simulate/touch-line';
import type { Playbook, PolicyRule, TouchAction } from '../../domain/types';
import type { ApiClient } from '../http/api-client';

type Touch = z.output<typeof touchOut>;

/** Every touch of a test clock's customers that was done and has a lead, in the form that `simulate` prints. */
export async function readTouches(
  api: ApiClient,
  testClockId: string,
  playbook: Playbook,
): Promise<readonly CountedTouch[]> {
  const order = new Map(playbook.steps.map(({ id }, index) => [id, index]));
  const touches: CountedTouch[] = [];
  const query = new URLSearchParams({ testClockId, sort: 'at', limit: '200', status: 'done,unknown' });
  for (;;) {
    const page = await api.get(`/v1/touches?${query.toString()}`, touchesPageOut);
    touches.push(...page.items.flatMap((touch) => countedTouch(touch, order)));
    if (page.next === null) return touches;
    query.set('cursor', page.next);
  }
}

function countedTouch(
  { customer, at, action, lead, covers, superseded, movedBy }: Touch,
  order: ReadonlyMap<string, number>,
): readonly CountedTouch[] {
  // The end of a hold has none.
  if (lead === null) return [];
  const byInvoiceThenStep = (a: LinePair, b: LinePair): number => {
    if (a.invoice !== b.invoice) return a.invoice < b.invoice ? -1 : 1;
    return (order.get(a.step) ?? 0) - (order.get(b.step) ?? 0);
  };
  const line = {
    customer: customer.externalId,
    at: Date.parse(at),
    action: action as TouchAction,
    lead,
    covers: covers.toSorted(byInvoiceThenStep),
    superseded: superseded.toSorted(byInvoiceThenStep),
  };
  return [{ line, moves: movedBy.map((rule) => ({ rule: rule as PolicyRule })) }];
}
