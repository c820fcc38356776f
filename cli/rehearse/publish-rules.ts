import { calendarOut } from '../../api/contract/calendars';
import { documentOut, documentsPageOut, versionDetailOut } from '../../api/contract/documents';
import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import type { ImportedCustomer } from '../../domain/import/collect-facts';
import type { Calendar } from '../../domain/types';
import type { ApiClient } from '../http/api-client';

export type RehearsedRules = {
  /** YAML or JSON, as written. */
  readonly playbook: string;
  readonly policy: string;
  readonly calendar: Calendar;
};

type DocumentPath = '/v1/policies' | '/v1/playbooks';

/**
 * Makes the rules of a rehearsal the only ones: whatever else is published there is retired, and the calendar becomes
 * that of every country that the customers are in. So it is for a stack of its own, never for one that is at work.
 */
export async function publishRules(
  api: ApiClient,
  customers: readonly ImportedCustomer[],
  { playbook, policy, calendar }: RehearsedRules,
): Promise<void> {
  const countries = customers.flatMap(({ country }) => (country === null ? [] : [country.toLowerCase()]));
  for (const code of new Set([EVERY_WEEKDAY.code, ...countries])) await saveCalendar(api, code, calendar);
  await publishOnly(api, '/v1/policies', policy);
  await publishOnly(api, '/v1/playbooks', playbook);
}

async function publishOnly(api: ApiClient, path: DocumentPath, source: string): Promise<void> {
  const { items } = await api.get(`${path}?limit=200`, documentsPageOut);
  for (const { id, published } of items)
    if (published !== null) await api.post(`${path}/${id}/retire`, {}, documentOut);
  const { document, version } = await api.postYaml(path, source, versionDetailOut);
  await api.post(`${path}/${document.id}/versions/${version}/publish`, {}, versionDetailOut);
}

async function saveCalendar(api: ApiClient, code: string, { weekend, days }: Calendar): Promise<void> {
  const listed = [...days].map(([on, kind]) => ({ on, kind }));
  await api.put(`/v1/calendars/${code}`, { calendar: code, title: code, weekend, days: listed }, calendarOut);
}
