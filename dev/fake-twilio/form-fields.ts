/** The fields of a form as Express parsed it; one that is given twice is left out. */
export function formFields(body: unknown): ReadonlyMap<string, string> {
  const fields: [string, unknown][] = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return new Map(fields.filter((field): field is [string, string] => typeof field[1] === 'string'));
}
