/** Of events that only try an endpoint. */
export const TEST_KIND = 'webhook.test';

/** The body of a post: one entry of a timeline. Instants are ISO, UTC. */
export type WebhookEvent = {
  /** The same in every attempt and replay; of the timeline entry. */
  readonly id: string;
  readonly kind: string;
  /** In the customer's time. */
  readonly at: string;
  /** By the machine's clock. */
  readonly recordedAt: string;
  /** Whether the customer lives on a test clock. */
  readonly sandbox: boolean;
  /** `null` in a test event only. */
  readonly customer: { readonly id: string; readonly externalId: string } | null;
  readonly actor: string;
  readonly data: unknown;
  readonly invoiceId: string | null;
  readonly touchId: string | null;
  readonly messageId: string | null;
  /** The run that wrote it, where the engine did. */
  readonly workflow: { readonly id: string; readonly runId: string | null } | null;
};

/** The event that tries an endpoint. */
export function testEvent(deliveryId: string, at: Date): WebhookEvent {
  return {
    id: `test-${deliveryId}`,
    kind: TEST_KIND,
    at: at.toISOString(),
    recordedAt: at.toISOString(),
    sandbox: true,
    customer: null,
    actor: 'admin',
    data: {},
    invoiceId: null,
    touchId: null,
    messageId: null,
    workflow: null,
  };
}
