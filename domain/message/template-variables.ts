import type { StaticAnalysis, Variable } from 'liquidjs';
import type { Purpose } from '../types';
import { sampleModel } from './sample-models';
import { sampleFor } from './template-model';

export type UnknownVariable = {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** What could stand in its place. */
  readonly accepted: readonly string[];
};

type Branch = Readonly<Record<string, unknown>>;

// What Liquid itself gives to lists and loops.
const LIST_FIELDS = ['first', 'last', 'size'];
const LOOP_FIELDS = ['first', 'index', 'index0', 'last', 'length', 'rindex', 'rindex0'];

/**
 * The variables of a template that no message has. Names of the message are followed field by field; of a name that the
 * template makes itself (a loop, an assignment) the fields are looked up among those of all lists.
 */
export function unknownVariables(analysis: StaticAnalysis, purpose: Purpose): readonly UnknownVariable[] {
  const model: Branch = sampleFor(purpose, 'full', 'en');
  const own = Object.values(analysis.variables)
    .flat()
    // A layout is ours, and what it uses is there.
    .filter((variable) => variable.location.file === undefined);
  const free = new Set(Object.values(analysis.globals).flat().map(keyOf));
  return own.flatMap((variable) => {
    const accepted = free.has(keyOf(variable)) ? wrongStep(variable, model) : wrongField(variable);
    if (accepted === null) return [];
    const { row, col } = variable.location;
    return [{ name: nameOf(variable), line: row, column: col, accepted }];
  });
}

/** `null` where the model has the variable, else what it has at the first step that fails. */
function wrongStep(variable: Variable, model: Branch): readonly string[] | null {
  let at: unknown = model;
  for (const segment of variable.segments) {
    // An index that is itself a variable has a row of its own.
    if (typeof segment === 'object' || at === null) return null;
    if (Array.isArray(at)) {
      if (segment === 'size') return null;
      if (typeof segment !== 'number' && !LIST_FIELDS.includes(segment)) return LIST_FIELDS;
      at = at[0] as unknown;
    } else if (isBranch(at)) {
      if (!Object.hasOwn(at, segment)) return Object.keys(at);
      at = at[segment];
    } else {
      return segment === 'size' && typeof at === 'string' ? null : ['no field: it is a single value'];
    }
  }
  return null;
}

function wrongField(variable: Variable): readonly string[] | null {
  const [root, ...fields] = variable.segments;
  const accepted = root === 'forloop' ? LOOP_FIELDS : [...listFields(), ...LIST_FIELDS];
  return fields.some((field) => typeof field === 'string' && !accepted.includes(field)) ? accepted : null;
}

/** The fields of the elements of all lists, and of the amounts in them. */
function listFields(): string[] {
  const { items, totals } = sampleModel('full', 'en');
  const elements: readonly Branch[] = [...items.slice(0, 1), ...totals.slice(0, 1)];
  return [...new Set([...elements.flatMap((element) => Object.keys(element)), 'minor'])];
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

function keyOf(variable: Variable): string {
  const { row, col, file } = variable.location;
  return `${file ?? ''}:${row}:${col}:${String(variable.segments[0])}`;
}

function nameOf(variable: Variable): string {
  return variable.segments.map(String).join('.');
}
