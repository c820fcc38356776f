import type { z } from 'zod';
import type { Preview } from '../../facts/read/assignment-preview';
import type { placingOut } from '../contract/assignments';
import type { CustomerBriefRow } from '../http/handler-tools';
import { customerBrief } from '../http/handler-tools';

/** Who would get which customers, with at most `listed` of them in the list. */
export function presentPlacing(preview: Preview, listed: number): z.input<typeof placingOut> {
  const { customers, moves, loads } = preview;
  const names = new Map(loads.map(({ staffId, name }) => [staffId, name]));
  const briefs = new Map<string, CustomerBriefRow>(customers.map((row) => [row.id, row]));
  const ref = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? '' });
  const changed = moves.filter(({ fromStaffId, toStaffId }) => fromStaffId !== toStaffId);
  return {
    customers: customers.length,
    changed: changed.length,
    queued: moves.filter(({ toStaffId }) => toStaffId === null).length,
    loads: loads.map(({ staffId, name, customersBefore, customersAfter, loadBefore, loadAfter }) => ({
      staff: { id: staffId, name },
      customers: { before: customersBefore, after: customersAfter },
      load: { before: loadBefore, after: loadAfter },
    })),
    moves: moves.slice(0, listed).flatMap(({ customerId, fromStaffId, toStaffId, queue, entry, load, reason }) => {
      const row = briefs.get(customerId);
      if (row === undefined) return [];
      return [{ customer: customerBrief(row), from: ref(fromStaffId), to: ref(toStaffId), queue, entry, load, reason }];
    }),
    cut: moves.length > listed,
  };
}
