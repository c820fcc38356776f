import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

/** What of JSON Schema the contract's schemas come out as. */
type Schema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly example?: unknown;
};

/** Texts that break programs: for databases, for pages, for spreadsheets, for parsers. */
const NASTY = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\ufeff',
  '𝒳'.repeat(300),
  'x'.repeat(20_000),
  '\'; DROP TABLE "Customer"; --',
  '=HYPERLINK("http://x")',
  '<script>alert(1)</script>',
  '{{ customer | dump }}',
  '${7*7}',
  '../../etc/passwd',
  '9'.repeat(400),
  '-0.000',
  '1e309',
  'NaN',
  '0001-01-01',
  '9999-12-31',
  '2024-02-30',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-20T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '00000000-0000-0000-0000-000000000000',
  '__proto__',
  'constructor',
] as const;
/** Texts that no database keeps; nothing that holds one of them may be taken. */
const UNSTORABLE = ['\u0000', 'a\u0000b', '\ud800', 'x\udfff'] as const;
/** Amounts in the form that the contract asks for, beyond what columns and sums hold. */
const HUGE_AMOUNTS = [
  '99999999999999.99',
  '100000000000000.00',
  '92233720368547758.08',
  '99999999999999999999.00',
  '9'.repeat(30),
];

const JUNK: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1e21, Number.MAX_SAFE_INTEGER, -2147483649, 0.1, [], {}, [[[[]]]]),
  fc.constantFrom<unknown>({ ['__proto__']: 1 }, { toString: 1 }, [null], Array(2_000).fill(0)),
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Names of what is there, for the fields that name something. */
export type Pool = { readonly ids: readonly string[]; readonly names: readonly string[] };

/** Input that a schema mostly takes, with some of it wrong on purpose. */
export function inputOf(schema: z.ZodType, pool: Pool): Arbitrary<unknown> {
  return arbitrary(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, pool);
}

/**
 * Input that is well-formed but for one text, in a value or the name of a member, that no database keeps.
 * @returns `null` for input without any text
 */
export function poisonedInputOf(schema: z.ZodType, pool: Pool): Arbitrary<unknown> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return fc
    .record({ input: wellFormed(json, pool), place: fc.nat(), text: fc.constantFrom(...UNSTORABLE) })
    .map(({ input, place, text }) => {
      const places = textsIn(input);
      return places.length === 0 ? null : poisoned(input, places[place % places.length] ?? [], text);
    });
}

type Path = readonly string[];

/** Where there are texts: values, and objects, which can have one more member. */
function textsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([name, member]) => textsIn(member, [...path, name]));
  return Array.isArray(value) ? inside : [...inside, path];
}

function poisoned(value: unknown, [name, ...rest]: Path, text: string): unknown {
  if (typeof value === 'string') return value + text;
  if (typeof value !== 'object' || value === null) return value;
  if (name === undefined) return { ...value, [text]: text };
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === name ? poisoned(item, rest, text) : item));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key,
      key === name ? poisoned(item, rest, text) : item,
    ]),
  );
}

/** Cursors as our lists make them, of values and IDs of every type, and of none. */
export function cursorFor(sorts: readonly string[], { ids, names }: Pool): Arbitrary<string> {
  const part = fc.oneof(
    fc.constantFrom<unknown>(...ids, ...names, ...NASTY, ...UNSTORABLE),
    fc.constantFrom<unknown>(null, 0, -1, 0.5, 2 ** 31, 1e21, Number.MAX_SAFE_INTEGER, '17', '9'.repeat(19), {}, []),
    fc.date().map((day) => (Number.isNaN(day.getTime()) ? 'Invalid Date' : day.toISOString())),
  );
  return fc
    .tuple(fc.constantFrom(...sorts), part, part)
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
}

function arbitrary(schema: Schema, pool: Pool): Arbitrary<unknown> {
  return fc.oneof({ weight: 24, arbitrary: wellFormed(schema, pool) }, { weight: 1, arbitrary: JUNK });
}

function wellFormed(schema: Schema, pool: Pool): Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => wellFormed(choice, pool)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) {
    case 'object':
      return objectOf(schema, pool);
    case 'array':
      return fc.array(arbitrary(schema.items ?? {}, pool), { maxLength: 3 });
    case 'integer':
      return fc.integer({ min: clamp(schema.minimum, 0), max: clamp(schema.maximum, 1_000) });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(schema, pool);
    default:
      return JUNK;
  }
}

const clamp = (bound: number | undefined, otherwise: number): number =>
  bound === undefined || Math.abs(bound) > 2 ** 31 ? otherwise : bound;

function textOf({ format, example }: Schema, { ids, names }: Pool): Arbitrary<string> {
  const usual = [
    ...(typeof example === 'string' ? [fc.constant(example)] : []),
    ...(typeof example === 'string' && /^\d+\.\d+$/.test(example) ? [fc.constantFrom(...HUGE_AMOUNTS)] : []),
    ...(format === 'uuid' ? [fc.constantFrom(...ids), fc.uuid()] : [fc.constantFrom(...names)]),
    ...(format === 'date' ? [fc.date({ noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10))] : []),
    ...(format === 'date-time' ? [fc.date({ noInvalidDate: true }).map((day) => day.toISOString())] : []),
  ];
  return fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...NASTY) },
    { weight: 1, arbitrary: fc.constantFrom(...ids) },
  );
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, pool: Pool): Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, arbitrary(one, pool)]));
  const known = fc.record(fields, { requiredKeys: required.filter((name) => name in fields), noNullPrototype: true });
  if (typeof additionalProperties !== 'object' && additionalProperties !== true) return known;
  const open = typeof additionalProperties === 'object' ? arbitrary(additionalProperties, pool) : JUNK;
  return fc
    .tuple(known, fc.dictionary(fc.constantFrom('industry', 'volume', 'a.b', '__proto__', ''), open, { maxKeys: 2 }))
    .map(([own, more]) => ({ ...(own as object), ...more }));
}
