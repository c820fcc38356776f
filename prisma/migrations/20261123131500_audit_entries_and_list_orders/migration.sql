-- AlterTable
ALTER TABLE "WebhookDelivery" ADD COLUMN     "queuedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- What waits for its receiver waits since it was made, as far as is known.
UPDATE "WebhookDelivery" SET "queuedAt" = "createdAt" WHERE "status" = 'waiting';

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- Who changed what is a record; nobody takes a line out of it, whatever else fails.
CREATE FUNCTION "audit_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_append_only: % of an audit entry is refused; add another entry', TG_OP
    USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_append_only', TABLE = 'AuditEntry';
END $$;
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION "audit_append_only"();

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "Customer_createdAt_id_idx" ON "Customer"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Invoice_createdAt_id_idx" ON "Invoice"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Touch_at_id_idx" ON "Touch"("at", "id");

-- CreateIndex
CREATE INDEX "Message_at_id_idx" ON "Message"("at", "id");

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");
