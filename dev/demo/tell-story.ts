import type { z } from 'zod';
import type { createCustomerBody } from '../../api/contract/customers';
import { customerOut } from '../../api/contract/customers';
import { versionDetailOut } from '../../api/contract/documents';
import { holdOut } from '../../api/contract/holds';
import type { createInvoiceBody } from '../../api/contract/invoices';
import { invoiceOut } from '../../api/contract/invoices';
import { planOut } from '../../api/contract/plan';
import { settingsOut } from '../../api/contract/settings';
import { staffOut, type createStaffBody } from '../../api/contract/staff';
import { stagedOut, testClockOut } from '../../api/contract/test-clocks';
import type { ApiClient } from '../../cli/http/api-client';
import { sideBySide } from '../../domain/side-by-side';
import { addDays } from '../../domain/calendar/civil-date';
import { civilDateAt } from '../../domain/calendar/zone';
import type { Instant } from '../../domain/types';
import { customerWorkflowId } from '../../workflows/ids';
import { firstMessages } from './first-messages';
import { CLOCK, STAGED_FACTS } from './staged-story';
import { SANDBOX_CUSTOMERS, STORY_CUSTOMERS, TOLD, type StoryCustomer } from './story-customers';
import type { StoryRefs } from './things';
import { until } from './until';
import { WHOLE_LIFE, WHOLE_LIFE_CUSTOMER, WHOLE_LIFE_DOCUMENTS, WHOLE_LIFE_FACTS, wholeLifeStaff } from './whole-life';

/** The policy of those who are to be written to at once: without windows, gap or caps. */
const ANY_HOUR_POLICY = `policy: demo-any-hour
title: { en: 'Demo: at any hour', zh: '演示：任意时间' }
applies: { customer.attributes.demo: any-hour }
priority: 100
`;

const AT_ONCE = 4;
const TERMS_DAYS = 30;

/**
 * Enters the story through the API: settings, staff, customers with invoices and holds, and at last their activation,
 * from which on what is due goes out; a test clock with two sandbox customers and what will
 * happen to them, and another with one that will go through every episode.
 * @returns what was made of it that can be tried
 */
export async function tellStory(api: ApiClient, temporalUiUrl: string, now: Instant): Promise<StoryRefs> {
  await api.patch(
    '/v1/settings',
    {
      companyName: 'Juniper Supply',
      emailFrom: 'billing@juniper.example',
      emailReplyTo: 'ar@juniper.example',
      portalUrl: 'https://pay.juniper.example',
    },
    settingsOut,
  );
  await publish(api, '/v1/policies', ANY_HOUR_POLICY);
  const owners = await hire(api);
  await sideBySide(STORY_CUSTOMERS, AT_ONCE, (customer) => enter(api, customer, owners, now));
  // Going live is a decision of its own, made when all is there.
  await sideBySide(STORY_CUSTOMERS, AT_ONCE, ({ externalId }) =>
    api.post(`/v1/customers/ext:${externalId}/activate`, { reason: 'The demo begins' }, customerOut),
  );
  const testClockId = await rehearsalOf(api, owners);
  const wholeLife = await beginWholeLife(api);
  const { smsSid } = await firstMessages(api);
  const workflowId = await until(async () => {
    const plan = await api.get(`/v1/customers/ext:${TOLD.paying}/plan`, planOut);
    return plan.workflowId === null ? { missing: `${TOLD.paying} has no plan` } : { found: plan.workflowId };
  });
  const urlOf = (workflow: string) => `${temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(workflow)}`;
  return {
    testClockId,
    smsSid,
    workflowUrl: urlOf(workflowId),
    paidOn: civilDateAt(now, TOLD.payingZone),
    wholeLife: { clockId: wholeLife.clockId, lifecycleUrl: urlOf(wholeLife.workflowId) },
  };
}

/** A document as YAML, published at once. */
async function publish(api: ApiClient, path: string, yaml: string): Promise<void> {
  const { document, version } = await api.postYaml(path, yaml, versionDetailOut);
  await api.post(`${path}/${document.name}/versions/${version}/publish`, {}, versionDetailOut);
}

type Owners = ReadonlyMap<string, string>;

async function hire(api: ApiClient): Promise<Owners> {
  const american = { zone: WHOLE_LIFE.zone, calendar: 'us' };
  const grace = {
    externalId: 'grace',
    name: 'Grace Lin',
    email: 'grace@juniper.example',
    role: 'manager',
    ...american,
  };
  const { id: managerId } = await api.post('/v1/staff', grace, staffOut);
  const others: readonly z.input<typeof createStaffBody>[] = [
    { externalId: 'sam', name: 'Sam Ortiz', email: 'sam@juniper.example', managerId, ...american },
    {
      ...{ externalId: 'li-na', name: '李娜', email: 'lina@juniper.example', managerId },
      ...{ zone: 'Asia/Shanghai', calendar: 'cn' },
    },
    ...wholeLifeStaff(managerId),
  ];
  const hired = await Promise.all(others.map((one) => api.post('/v1/staff', one, staffOut)));
  return new Map(hired.map(({ externalId, id }) => [externalId ?? '', id]));
}

async function enter(api: ApiClient, customer: StoryCustomer, owners: Owners, now: Instant): Promise<void> {
  await create(api, customer, owners, { engagement: 'paused' });
  const today = civilDateAt(now, customer.zone);
  for (const { number, currency, amount, dueOn, hold } of customer.invoices) {
    const due = dueOn(today);
    const invoice: z.input<typeof createInvoiceBody> = {
      customer: `ext:${customer.externalId}`,
      number,
      issuedOn: addDays(due, -TERMS_DAYS),
      dueOn: due,
      currency,
      amount,
    };
    await api.post('/v1/invoices', invoice, invoiceOut);
    if (hold !== undefined) await api.post('/v1/holds', { invoice: `no:${number}`, reason: hold }, holdOut);
  }
}

async function create(
  api: ApiClient,
  {
    externalId,
    name,
    segment,
    country,
    zone,
    language,
    owner,
    contactPoints,
    anyHour,
  }: Omit<StoryCustomer, 'invoices'>,
  owners: Owners,
  where: { readonly engagement: 'paused' } | { readonly testClockId: string },
): Promise<void> {
  const body: z.input<typeof createCustomerBody> = {
    externalId,
    name,
    segment,
    country,
    zone,
    language,
    ownerId: owners.get(owner) ?? null,
    attributes: anyHour ? { demo: 'any-hour' } : {},
    contactPoints: [...contactPoints],
    ...where,
  };
  await api.post('/v1/customers', body, customerOut);
}

async function rehearsalOf(api: ApiClient, owners: Owners): Promise<string> {
  const { name, startAt } = CLOCK;
  const { id } = await api.post('/v1/test-clocks', { name, startAt }, testClockOut);
  for (const customer of SANDBOX_CUSTOMERS) await create(api, customer, owners, { testClockId: id });
  await api.post(`/v1/test-clocks/${id}/facts`, { facts: STAGED_FACTS }, stagedOut);
  return id;
}

/** The customer that goes through every episode, at the beginning of its life. */
async function beginWholeLife(api: ApiClient): Promise<{ readonly clockId: string; readonly workflowId: string }> {
  for (const { path, yaml } of WHOLE_LIFE_DOCUMENTS) await publish(api, path, yaml);
  const { id: clockId } = await api.post('/v1/test-clocks', WHOLE_LIFE.clock, testClockOut);
  const { id } = await api.post('/v1/customers', { ...WHOLE_LIFE_CUSTOMER, testClockId: clockId }, customerOut);
  await api.post(`/v1/test-clocks/${clockId}/facts`, { facts: WHOLE_LIFE_FACTS }, stagedOut);
  return { clockId, workflowId: customerWorkflowId(id) };
}
