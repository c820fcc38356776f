import type { Route } from './http/route';
import { apiKeyRoutes } from './resources/api-keys';
import { auditRoutes } from './resources/audit';
import { absenceRoutes } from './resources/absences';
import { assignmentDryRunRoute } from './resources/assignment-dry-run';
import { assignmentRoutes } from './resources/assignments';
import { calendarDaysRoute } from './resources/calendar-days';
import { calendarRoutes } from './resources/calendars';
import { closeCustomerRoute } from './resources/close-customer';
import { contactPointRoutes } from './resources/contact-points';
import { creditReviewRoutes } from './resources/credit-reviews';
import { creditTermsRoutes } from './resources/credit-terms';
import { creditNoteRoutes } from './resources/credit-notes';
import { customerRoutes } from './resources/customers';
import { DOCUMENT_WORDS } from './resources/document-words';
import { documentRoutes } from './resources/documents';
import { handOverRoutes } from './resources/hand-over';
import { escalationRoutes } from './resources/escalations';
import { healthRoutes } from './resources/health';
import { holdRoutes } from './resources/holds';
import { importRoutes } from './resources/imports';
import { interactionRoutes } from './resources/interactions';
import { invoiceRoutes } from './resources/invoices';
import { judgeRoutes, simulateRoute } from './resources/judge-documents';
import { lifecycleRoute } from './resources/lifecycle';
import { messageRoutes } from './resources/messages';
import { openApiRoute } from './resources/openapi';
import { orderRoutes } from './resources/orders';
import { paymentRoutes } from './resources/payments';
import { planRoutes } from './resources/plan';
import { reconcileRoutes } from './resources/reconcile';
import { scorecardTestRoute } from './resources/scorecard-test';
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
  lifecycleRoute,
  ...contactPointRoutes,
  ...planRoutes,
  ...assignmentRoutes,
  ...interactionRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...creditNoteRoutes,
  ...holdRoutes,
  ...orderRoutes,
  ...creditReviewRoutes,
  ...creditTermsRoutes,
  ...DOCUMENT_WORDS.flatMap((words) => [...judgeRoutes(words), ...documentRoutes(words)]),
  simulateRoute,
  scorecardTestRoute,
  assignmentDryRunRoute,
  winBackUpliftRoute,
  ...winBackRoutes,
  ...templateRoutes,
  ...touchRoutes,
  ...messageRoutes,
  ...taskRoutes,
  ...escalationRoutes,
  ...importRoutes,
  ...calendarRoutes,
  calendarDaysRoute,
  ...staffRoutes,
  ...absenceRoutes,
  ...handOverRoutes,
  ...testClockRoutes,
  ...stagedFactRoutes,
  ...settingsRoutes,
  ...reconcileRoutes,
  ...apiKeyRoutes,
  ...auditRoutes,
  ...webhookEndpointRoutes,
  ...webhookDeliveryRoutes,
  ...healthRoutes,
  ...twilioRoutes,
  ...unsubscribeRoutes,
]);

function withOpenApi(all: readonly Route[]): readonly Route[] {
  return [...all, openApiRoute(all)];
}
