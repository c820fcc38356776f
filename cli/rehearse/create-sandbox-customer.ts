import type { z } from 'zod';
import { customerOut, type createCustomerBody } from '../../api/contract/customers';
import type { ImportedCustomer } from '../../domain/import/collect-facts';
import type { PortfolioRules } from '../../domain/simulate/simulate-portfolio';
import type { ApiClient } from '../http/api-client';

/** Addresses that belong to nobody (RFC 2606; numbers kept for fiction). Nothing of a sandbox customer's is ever sent. */
const NOBODYS_EMAIL = 'customer@example.com';
const NOBODYS_PHONE = '+12025550143';

/** Creates an imported customer on a test clock. @returns its ID */
export async function createSandboxCustomer(
  api: ApiClient,
  customer: ImportedCustomer,
  {
    testClockId,
    assumedChannels,
  }: { readonly testClockId: string; readonly assumedChannels: PortfolioRules['assumedChannels'] },
): Promise<string> {
  const email = assumedChannels.email ? NOBODYS_EMAIL : customer.email;
  const phone = assumedChannels.sms ? NOBODYS_PHONE : customer.phone;
  const body: z.input<typeof createCustomerBody> = {
    externalId: customer.externalId,
    name: customer.name,
    segment: customer.segment,
    country: customer.country,
    zone: customer.zone,
    language: customer.language,
    attributes: customer.attributes,
    testClockId,
    contactPoints: [
      ...(email === null ? [] : [{ channel: 'email' as const, address: email }]),
      ...(phone === null ? [] : [{ channel: 'sms' as const, address: phone }]),
    ],
  };
  const { id } = await api.post('/v1/customers', body, customerOut);
  return id;
}
