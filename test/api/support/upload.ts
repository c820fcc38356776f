import type { ApiWorld } from './api-world';
import { check, routeOf, type Json } from './caller';

/** Sends the form of an import; `null` leaves the file out. */
export async function upload(
  world: ApiWorld,
  fields: Readonly<Record<string, string>>,
  csv: string | null,
): Promise<Json> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (csv !== null) form.set('file', new Blob([csv], { type: 'text/csv' }), 'rows.csv');
  const headers = { Authorization: `Bearer ${world.keyOf('integration')}` };
  const response = await fetch(`${world.url}/v1/imports`, { method: 'POST', body: form, headers });
  const text = await response.text();
  const received = {
    status: response.status,
    body: JSON.parse(text) as Json,
    text,
    headers: Object.fromEntries(response.headers),
  };
  check(routeOf('post', '/v1/imports'), received);
  return received.body;
}
