import type { Place } from '../faults';
import type { Step } from '../types';

/** A step with the places that faults about it and its neighbours point at. */
export type PlacedStep = { readonly step: Step; readonly idPlace: Place; readonly atPlace: Place };
