-- Rules of the lifecycle's episodes that Prisma's schema language has no words for.

-- ------------------------------------------------------------ who looks after whom

-- No customer is ever without somebody to look after it.
ALTER TABLE "Customer"
  ADD CONSTRAINT "customer_owner_or_queue" CHECK ("ownerId" IS NOT NULL OR "queue" IS NOT NULL),
  ADD CONSTRAINT "customer_lost_reason_known" CHECK (
    "lostReason" IN ('quality', 'service', 'budget', 'competitor', 'no-need', 'silent'));

ALTER TABLE "Staff"
  ADD CONSTRAINT "staff_limits_positive" CHECK (
    "weight" > 0 AND "seniority" >= 0 AND "maxCustomers" >= 0 AND "maxNewPerDay" >= 0),
  ADD CONSTRAINT "staff_language_known" CHECK ("language" IN ('en', 'zh'));
ALTER TABLE "Absence" ADD CONSTRAINT "absence_days" CHECK ("untilOn" >= "fromOn");

ALTER TABLE "Assignment"
  ADD CONSTRAINT "assignment_status_known" CHECK (
    "status" IN ('offered', 'accepted', 'expired', 'declined', 'withdrawn', 'queued')),
  ADD CONSTRAINT "assignment_staff_or_queue" CHECK (("staffId" IS NULL) <> ("queue" IS NULL)),
  ADD CONSTRAINT "assignment_load_positive" CHECK ("load" > 0);
CREATE UNIQUE INDEX "assignment_one_offer" ON "Assignment" ("customerId") WHERE "status" = 'offered';

-- ---------------------------------------------------------------- episodes

ALTER TABLE "Episode" DROP CONSTRAINT "episode_status_known";
ALTER TABLE "Episode"
  ADD CONSTRAINT "episode_status_known" CHECK ("status" IN ('requested', 'running', 'closed')),
  ADD CONSTRAINT "episode_number_positive" CHECK ("number" > 0);

-- An attempt finds its own touch by this: there is never a second one in flight.
DROP INDEX "touch_one_claimed";
CREATE UNIQUE INDEX "touch_one_claimed" ON "Touch" ("customerId", "episode", COALESCE("episodeId", "customerId"))
  WHERE "status" = 'claimed';
CREATE INDEX "touch_of_episode" ON "Touch" ("episodeId") WHERE "episodeId" IS NOT NULL;

-- A message goes to a contact point of the customer, or to one of the staff.
ALTER TABLE "Message" ADD CONSTRAINT "message_one_recipient" CHECK (("contactPointId" IS NULL) <> ("staffId" IS NULL));

-- ------------------------------------------------------------------ outcomes

ALTER TABLE "Order" ADD CONSTRAINT "order_amount_not_negative" CHECK ("amountMinor" >= 0);
ALTER TABLE "Interaction" ADD CONSTRAINT "interaction_kind_known" CHECK (
  "kind" IN ('reply', 'complaint', 'first-contact', 'promise', 'promise-broken', 'dispute', 'dispute-settled'));

ALTER TABLE "CreditReview"
  ADD CONSTRAINT "credit_review_proposal_known" CHECK ("proposal" IN ('approve', 'decline', 'refer')),
  ADD CONSTRAINT "credit_review_decision_known" CHECK ("decision" IN ('approved', 'declined')),
  ADD CONSTRAINT "credit_review_limit_not_negative" CHECK ("limitMinor" >= 0),
  ADD CONSTRAINT "credit_review_decided" CHECK (("decision" IS NULL) = ("decidedAt" IS NULL));
ALTER TABLE "CreditTerms"
  ADD CONSTRAINT "credit_terms_not_negative" CHECK ("limitMinor" >= 0 AND "termsDays" >= 0),
  ADD CONSTRAINT "credit_terms_span" CHECK ("untilAt" >= "fromAt");
CREATE UNIQUE INDEX "credit_terms_one_current" ON "CreditTerms" ("customerId") WHERE "untilAt" IS NULL;

ALTER TABLE "Escalation"
  ADD CONSTRAINT "escalation_status_known" CHECK (
    "status" IN ('climbing', 'acknowledged', 'resolved', 'exhausted', 'cancelled')),
  ADD CONSTRAINT "escalation_level_not_negative" CHECK ("level" >= 0);

ALTER TABLE "WinBack"
  ADD CONSTRAINT "win_back_draw_is_share" CHECK ("draw" >= 0 AND "draw" < 1),
  ADD CONSTRAINT "win_back_cost_not_negative" CHECK ("costMinor" >= 0);

-- ------------------------------------------------------------------ webhooks

ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "webhook_delivery_status_known" CHECK (
  "status" IN ('waiting', 'delivered', 'failed'));
CREATE INDEX "webhook_delivery_waiting" ON "WebhookDelivery" ("endpointId", "eventId") WHERE "status" = 'waiting';
CREATE INDEX "webhook_delivery_ended" ON "WebhookDelivery" ("notBeforeAt") WHERE "status" <> 'waiting';
ALTER TABLE "WebhookEndpoint" ADD CONSTRAINT "webhook_endpoint_paused" CHECK (
  ("active" AND "pausedBecause" IS NULL) OR (NOT "active" AND "pausedBecause" IN ('request', 'gone')));
