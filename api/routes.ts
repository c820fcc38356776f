import type { Route } from './http/route';
import { apiKeyRoutes } from './resources/api-keys';
import { contactPointRoutes } from './resources/contact-points';
import { creditNoteRoutes } from './resources/credit-notes';
import { customerRoutes } from './resources/customers';
import { holdRoutes } from './resources/holds';
import { invoiceRoutes } from './resources/invoices';
import { paymentRoutes } from './resources/payments';
import { staffRoutes } from './resources/staff';
import { testClockRoutes } from './resources/test-clocks';
import { touchRoutes } from './resources/touches';

/** Every route of the API. The router, the OpenAPI document and the tests are made from this table. */
export const routes: readonly Route[] = [
  ...customerRoutes,
  ...contactPointRoutes,
  ...staffRoutes,
  ...apiKeyRoutes,
  ...testClockRoutes,
  ...touchRoutes,
];
