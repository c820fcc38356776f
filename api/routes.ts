import type { Route } from './http/route';
import { apiKeyRoutes } from './resources/api-keys';
import { calendarDaysRoute } from './resources/calendar-days';
import { calendarRoutes } from './resources/calendars';
import { closeCustomerRoute } from './resources/close-customer';
import { contactPointRoutes } from './resources/contact-points';
import { creditNoteRoutes } from './resources/credit-notes';
import { customerRoutes } from './resources/customers';
import { documentRoutes, DOCUMENT_WORDS } from './resources/documents';
import { healthRoutes } from './resources/health';
import { holdRoutes } from './resources/holds';
import { importRoutes } from './resources/imports';
import { invoiceRoutes } from './resources/invoices';
import { judgeRoutes, simulateRoute } from './resources/judge-documents';
import { messageRoutes } from './resources/messages';
import { openApiRoute } from './resources/openapi';
import { paymentRoutes } from './resources/payments';
import { planRoutes } from './resources/plan';
import { settingsRoutes } from './resources/settings';
import { staffRoutes } from './resources/staff';
import { stagedFactRoutes } from './resources/staged-facts';
import { taskRoutes } from './resources/tasks';
import { templateRoutes } from './resources/templates';
import { testClockRoutes } from './resources/test-clocks';
import { touchRoutes } from './resources/touches';
import { webhookDeliveryRoutes } from './resources/webhook-deliveries';
import { webhookEndpointRoutes } from './resources/webhook-endpoints';
import { winBackUpliftRoute } from './resources/win-back-uplift';
import { winBackRoutes } from './resources/win-backs';
import { twilioRoutes } from './webhooks/twilio';
import { unsubscribeRoutes } from './webhooks/unsubscribe';

/** Every route of the API. The router, the OpenAPI document and the tests are made from this table. */
export const routes: readonly Route[] = withOpenApi([
  ...customerRoutes,
  closeCustomerRoute,
  ...contactPointRoutes,
  ...planRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...creditNoteRoutes,
  ...holdRoutes,
  ...DOCUMENT_WORDS.flatMap((words) => [...judgeRoutes(words), ...documentRoutes(words)]),
  simulateRoute,
  winBackUpliftRoute,
  ...winBackRoutes,
  ...templateRoutes,
  ...touchRoutes,
  ...messageRoutes,
  ...taskRoutes,
  ...importRoutes,
  ...calendarRoutes,
  calendarDaysRoute,
  ...staffRoutes,
  ...testClockRoutes,
  ...stagedFactRoutes,
  ...settingsRoutes,
  ...apiKeyRoutes,
  ...webhookEndpointRoutes,
  ...webhookDeliveryRoutes,
  ...healthRoutes,
  ...twilioRoutes,
  ...unsubscribeRoutes,
]);

function withOpenApi(all: readonly Route[]): readonly Route[] {
  return [...all, openApiRoute(all)];
}
