-- Rules that the schema language has no words for. Names are what a violation reports, so they say the rule.

-- ---------------------------------------------------------------- settings

ALTER TABLE "Settings" ADD CONSTRAINT "settings_one_row" CHECK ("id" = 1);
INSERT INTO "Settings" ("id") VALUES (1);

-- --------------------------------------------------------------- customers

ALTER TABLE "Customer"
  ADD CONSTRAINT "customer_language_known" CHECK ("language" IN ('en', 'zh')),
  ADD CONSTRAINT "customer_clock_with_now" CHECK (("testClockId" IS NULL) = ("clockNowAt" IS NULL));

-- ------------------------------------------------------------------- money

ALTER TABLE "Invoice" ADD CONSTRAINT "invoice_amount_positive" CHECK ("amountMinor" > 0);

ALTER TABLE "DueItem"
  ADD CONSTRAINT "due_item_amount_positive" CHECK ("amountMinor" > 0),
  ADD CONSTRAINT "due_item_settled_within_amount" CHECK ("settledMinor" BETWEEN 0 AND "amountMinor"),
  ADD CONSTRAINT "due_item_instalment_positive" CHECK ("instalment" >= 1);
-- The schema's unique key lets several nulls pass: an invoice without instalments has one due item.
CREATE UNIQUE INDEX "due_item_one_without_instalments" ON "DueItem" ("invoiceId") WHERE "instalment" IS NULL;
CREATE INDEX "due_item_open" ON "DueItem" ("invoiceId") WHERE "settledMinor" < "amountMinor";

ALTER TABLE "Payment"
  ADD CONSTRAINT "payment_amount_positive" CHECK ("amountMinor" > 0),
  ADD CONSTRAINT "payment_allocated_within_amount" CHECK ("allocatedMinor" BETWEEN 0 AND "amountMinor");

ALTER TABLE "CreditNote"
  ADD CONSTRAINT "credit_note_amount_positive" CHECK ("amountMinor" > 0),
  ADD CONSTRAINT "credit_note_allocated_within_amount" CHECK ("allocatedMinor" BETWEEN 0 AND "amountMinor");

ALTER TABLE "Allocation"
  ADD CONSTRAINT "allocation_amount_positive" CHECK ("amountMinor" > 0),
  ADD CONSTRAINT "allocation_one_source" CHECK (num_nonnulls("paymentId", "creditNoteId") = 1);

-- An allocation stays within one customer and one currency.
CREATE FUNCTION "allocation_check_sides"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  target record;
  source record;
BEGIN
  IF num_nonnulls(NEW."paymentId", NEW."creditNoteId") <> 1 THEN
    RETURN NEW; -- refused by allocation_one_source, which is looked at after this
  END IF;
  SELECT i."customerId", i."currency" INTO target
    FROM "DueItem" d JOIN "Invoice" i ON i."id" = d."invoiceId" WHERE d."id" = NEW."dueItemId";
  IF NEW."paymentId" IS NOT NULL THEN
    SELECT "customerId", "currency" INTO source FROM "Payment" WHERE "id" = NEW."paymentId";
  ELSE
    SELECT "customerId", "currency" INTO source FROM "CreditNote" WHERE "id" = NEW."creditNoteId";
  END IF;
  IF target."customerId" IS DISTINCT FROM source."customerId" THEN
    RAISE EXCEPTION 'allocation_same_customer: due item % and its payment or credit note have different customers', NEW."dueItemId"
      USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_same_customer', TABLE = 'Allocation';
  END IF;
  IF target."currency" IS DISTINCT FROM source."currency" THEN
    RAISE EXCEPTION 'allocation_same_currency: due item % is in %, its payment or credit note in %', NEW."dueItemId", target."currency", source."currency"
      USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_same_currency', TABLE = 'Allocation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "allocation_check_sides" BEFORE INSERT OR UPDATE ON "Allocation"
  FOR EACH ROW EXECUTE FUNCTION "allocation_check_sides"();

-- The sums are kept by addition on the locked row, so that two allocations at once cannot both pass the CHECK above.
CREATE FUNCTION "allocation_keep_sums"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE "DueItem" SET "settledMinor" = "settledMinor" - OLD."amountMinor" WHERE "id" = OLD."dueItemId";
    UPDATE "Payment" SET "allocatedMinor" = "allocatedMinor" - OLD."amountMinor" WHERE "id" = OLD."paymentId";
    UPDATE "CreditNote" SET "allocatedMinor" = "allocatedMinor" - OLD."amountMinor" WHERE "id" = OLD."creditNoteId";
  END IF;
  IF TG_OP <> 'DELETE' THEN
    UPDATE "DueItem" SET "settledMinor" = "settledMinor" + NEW."amountMinor" WHERE "id" = NEW."dueItemId";
    UPDATE "Payment" SET "allocatedMinor" = "allocatedMinor" + NEW."amountMinor" WHERE "id" = NEW."paymentId";
    UPDATE "CreditNote" SET "allocatedMinor" = "allocatedMinor" + NEW."amountMinor" WHERE "id" = NEW."creditNoteId";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "allocation_keep_sums" AFTER INSERT OR UPDATE OR DELETE ON "Allocation"
  FOR EACH ROW EXECUTE FUNCTION "allocation_keep_sums"();

-- Looked at when the transaction commits: in between, an invoice and its due items may be changed one after the other.
CREATE FUNCTION "invoice_check_due_items"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid;
  expected bigint;
  total numeric;
BEGIN
  IF TG_TABLE_NAME = 'Invoice' THEN
    checked := NEW."id";
  ELSIF TG_OP = 'DELETE' THEN
    checked := OLD."invoiceId";
  ELSE
    checked := NEW."invoiceId";
  END IF;
  SELECT "amountMinor" INTO expected FROM "Invoice" WHERE "id" = checked;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT coalesce(sum("amountMinor"), 0) INTO total FROM "DueItem" WHERE "invoiceId" = checked;
  IF total <> expected THEN
    RAISE EXCEPTION 'invoice_due_items_add_up: the due items of invoice % add up to %, its amount is %', checked, total, expected
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_due_items_add_up', TABLE = 'Invoice';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "invoice_check_due_items" AFTER INSERT OR UPDATE OF "amountMinor" ON "Invoice"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "invoice_check_due_items"();
CREATE CONSTRAINT TRIGGER "due_item_check_invoice" AFTER INSERT OR DELETE OR UPDATE OF "amountMinor", "invoiceId" ON "DueItem"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "invoice_check_due_items"();

-- ------------------------------------------------------------------- holds

ALTER TABLE "Hold"
  ADD CONSTRAINT "hold_one_subject" CHECK (num_nonnulls("customerId", "invoiceId", "groupId") = 1),
  ADD CONSTRAINT "hold_until_after_from" CHECK ("untilAt" > "fromAt");

-- ---------------------------------------------------- documents, calendars

ALTER TABLE "DocumentVersion"
  ADD CONSTRAINT "document_version_published_at" CHECK ("status" <> 'published' OR "publishedAt" IS NOT NULL),
  ADD CONSTRAINT "document_version_effective_known" CHECK ("effective" IN ('next-plan', 'new-episodes'));
CREATE UNIQUE INDEX "document_version_one_published" ON "DocumentVersion" ("documentId") WHERE "status" = 'published';

ALTER TABLE "CalendarDay" ADD CONSTRAINT "calendar_day_kind_known" CHECK ("kind" IN ('off', 'work'));

-- ---------------------------------------------------------------- episodes

ALTER TABLE "Episode" ADD CONSTRAINT "episode_status_known" CHECK ("status" IN ('running', 'closed'));

-- An attempt finds its own touch by this: there is never a second one in flight.
CREATE UNIQUE INDEX "touch_one_claimed" ON "Touch" ("customerId", "episode") WHERE "status" = 'claimed';

ALTER TABLE "Message"
  ADD CONSTRAINT "message_sent_at" CHECK ("state" <> 'sent' OR "sentAt" IS NOT NULL),
  ADD CONSTRAINT "message_handed_over_at" CHECK ("state" <> 'handed_over' OR "handedOverAt" IS NOT NULL);

-- ---------------------------------------------------------------- timeline

CREATE FUNCTION "timeline_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'timeline_append_only: % of a timeline event is refused; add another event', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'timeline_append_only', TABLE = 'TimelineEvent';
END $$;
CREATE TRIGGER "timeline_append_only" BEFORE UPDATE OR DELETE ON "TimelineEvent"
  FOR EACH ROW EXECUTE FUNCTION "timeline_append_only"();

-- ---------------------------------------------------- outbox, clocks, imports

CREATE INDEX "outbox_unsent" ON "Outbox" ("customerId", "id") WHERE "sentAt" IS NULL;
CREATE INDEX "staged_fact_waiting" ON "StagedFact" ("customerId", "at", "id") WHERE "appliedAt" IS NULL;

ALTER TABLE "Import"
  ADD CONSTRAINT "import_status_known" CHECK ("status" IN ('waiting', 'running', 'done', 'failed')),
  ADD CONSTRAINT "import_mode_known" CHECK ("mode" IN ('all-or-nothing', 'skip-bad-rows'));

ALTER TABLE "ClockAdvance" ADD CONSTRAINT "clock_advance_status_known" CHECK ("status" IN ('running', 'done', 'failed'));
CREATE UNIQUE INDEX "clock_advance_one_running" ON "ClockAdvance" ("clockId") WHERE "status" = 'running';
