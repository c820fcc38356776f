import fc from 'fast-check';
import { decide } from '../../../domain/decide/decide';
import type { Decision, PairRef } from '../../../domain/types';
import { arbitraryCase } from '../../support/arbitraries/customers';
import { showInstant } from '../../support/collections-case';
import { referenceDecide, type ReferenceTouch } from './reference-decide';

/** What `decide` says, in the reference's words. */
function inShort(decision: Decision): ReferenceTouch | null {
  if (decision.status !== 'planned') return null;
  const name = (pair: PairRef) => `${pair.itemId}/${pair.step}`;
  const { at, action, lead, covers, superseded } = decision;
  return { at, action, lead: lead && name(lead), acting: covers.map(name), superseded: superseded.map(name) };
}

describe('a decision', () => {
  it.each(['latest', 'each', 'skip'] as const)(
    'with catchUp: %s is the one that a slow search through time finds',
    (catchUp) => {
      fc.assert(
        fc.property(arbitraryCase({ catchUp }), ({ input, asOf }) => {
          const zone = input.customer.zone;
          const readable = (touch: ReferenceTouch | null) => touch && { ...touch, at: showInstant(touch.at, zone) };
          expect(readable(inShort(decide(input, asOf)))).toEqual(readable(referenceDecide(input, asOf)));
        }),
        { numRuns: 120 },
      );
    },
  );
});
