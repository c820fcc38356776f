-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "DocumentKind" ADD VALUE 'assignment_policy';
ALTER TYPE "DocumentKind" ADD VALUE 'scorecard';
ALTER TYPE "DocumentKind" ADD VALUE 'ladder';
ALTER TYPE "DocumentKind" ADD VALUE 'win_back_policy';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "EpisodeKind" ADD VALUE 'onboarding';
ALTER TYPE "EpisodeKind" ADD VALUE 'credit_review';
ALTER TYPE "EpisodeKind" ADD VALUE 'escalation';
ALTER TYPE "EpisodeKind" ADD VALUE 'win_back';

-- DropForeignKey
ALTER TABLE "Message" DROP CONSTRAINT "Message_contactPointId_fkey";

-- DropIndex
DROP INDEX "Episode_customerId_kind_key";

-- AlterTable
ALTER TABLE "Staff" ADD COLUMN     "calendar" TEXT,
ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'en',
ADD COLUMN     "maxCustomers" INTEGER,
ADD COLUMN     "maxNewPerDay" INTEGER,
ADD COLUMN     "regions" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "seniority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "skills" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "weight" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "zone" TEXT NOT NULL DEFAULT 'UTC';

-- AlterTable
ALTER TABLE "Customer" ADD COLUMN     "lostReason" TEXT,
ADD COLUMN     "queue" TEXT DEFAULT 'new-customers',
ADD COLUMN     "stageSinceAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Episode" ADD COLUMN     "input" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "number" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "outcome" TEXT,
ADD COLUMN     "requestKey" TEXT,
ADD COLUMN     "requestedBy" TEXT;

-- AlterTable
ALTER TABLE "Touch" ADD COLUMN     "episodeId" UUID;

-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "staffId" UUID,
ALTER COLUMN "contactPointId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "episodeId" UUID;

-- CreateTable
CREATE TABLE "Absence" (
    "id" UUID NOT NULL,
    "staffId" UUID NOT NULL,
    "fromOn" DATE NOT NULL,
    "untilOn" DATE NOT NULL,
    "reason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Order" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "externalId" TEXT NOT NULL,
    "placedAt" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Interaction" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "externalId" TEXT,
    "kind" TEXT NOT NULL,
    "channel" TEXT,
    "staffId" UUID,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Interaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Assignment" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "episodeId" UUID,
    "number" INTEGER NOT NULL DEFAULT 1,
    "staffId" UUID,
    "queue" TEXT,
    "policyVersionId" UUID,
    "entry" TEXT,
    "status" TEXT NOT NULL,
    "load" INTEGER NOT NULL DEFAULT 1,
    "offeredAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "endedBy" TEXT,
    "explanation" JSONB NOT NULL DEFAULT '{}',
    "sequence" BIGSERIAL NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CreditReview" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "trigger" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "requestedBy" TEXT NOT NULL,
    "scorecardVersionId" UUID,
    "score" INTEGER,
    "band" TEXT,
    "proposal" TEXT,
    "limitMinor" BIGINT,
    "currency" CHAR(3),
    "termsDays" INTEGER,
    "factors" JSONB NOT NULL DEFAULT '[]',
    "reasons" JSONB NOT NULL DEFAULT '[]',
    "evaluatedAt" TIMESTAMPTZ(3),
    "decision" TEXT,
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CreditReview_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CreditTerms" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "reviewId" UUID,
    "limitMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "termsDays" INTEGER NOT NULL,
    "band" TEXT,
    "score" INTEGER,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "untilAt" TIMESTAMPTZ(3),
    "reviewAt" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "setBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CreditTerms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Escalation" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "ladder" TEXT NOT NULL,
    "ladderVersionId" UUID,
    "cause" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'climbing',
    "level" INTEGER NOT NULL DEFAULT 0,
    "climb" JSONB NOT NULL DEFAULT '[]',
    "dueAt" TIMESTAMPTZ(3),
    "acknowledgedBy" TEXT,
    "acknowledgedAt" TIMESTAMPTZ(3),
    "resolvedBy" TEXT,
    "resolvedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "note" TEXT,
    "holdId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Escalation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WinBack" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "policyVersionId" UUID,
    "reason" TEXT NOT NULL,
    "potential" TEXT,
    "branch" TEXT,
    "holdOut" BOOLEAN NOT NULL DEFAULT false,
    "draw" DOUBLE PRECISION NOT NULL,
    "costMinor" BIGINT NOT NULL DEFAULT 0,
    "currency" CHAR(3),
    "measureUntilAt" TIMESTAMPTZ(3) NOT NULL,
    "stoppedAt" TIMESTAMPTZ(3),
    "stopReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WinBack_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookEndpoint" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "oldSecret" TEXT,
    "oldSecretUntilAt" TIMESTAMPTZ(3),
    "kinds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "active" BOOLEAN NOT NULL DEFAULT true,
    "pausedBecause" TEXT,
    "note" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "leasedUntilAt" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "restUntilAt" TIMESTAMPTZ(3),

    CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" UUID NOT NULL,
    "endpointId" UUID NOT NULL,
    "eventId" BIGINT,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "tries" JSONB NOT NULL DEFAULT '[]',
    "notBeforeAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "deliveredAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Absence_staffId_untilOn_idx" ON "Absence"("staffId", "untilOn");

-- CreateIndex
CREATE UNIQUE INDEX "Order_externalId_key" ON "Order"("externalId");

-- CreateIndex
CREATE INDEX "Order_customerId_placedAt_idx" ON "Order"("customerId", "placedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Interaction_externalId_key" ON "Interaction"("externalId");

-- CreateIndex
CREATE INDEX "Interaction_customerId_kind_at_idx" ON "Interaction"("customerId", "kind", "at");

-- CreateIndex
CREATE INDEX "Assignment_customerId_offeredAt_idx" ON "Assignment"("customerId", "offeredAt");

-- CreateIndex
CREATE INDEX "Assignment_staffId_status_idx" ON "Assignment"("staffId", "status");

-- CreateIndex
CREATE INDEX "CreditReview_customerId_createdAt_idx" ON "CreditReview"("customerId", "createdAt");

-- CreateIndex
CREATE INDEX "CreditTerms_customerId_fromAt_idx" ON "CreditTerms"("customerId", "fromAt");

-- CreateIndex
CREATE INDEX "Escalation_customerId_status_idx" ON "Escalation"("customerId", "status");

-- CreateIndex
CREATE INDEX "WinBack_customerId_createdAt_idx" ON "WinBack"("customerId", "createdAt");

-- CreateIndex
CREATE INDEX "TimelineEvent_recordedAt_idx" ON "TimelineEvent" USING BRIN ("recordedAt");

-- CreateIndex
CREATE INDEX "WebhookDelivery_endpointId_createdAt_idx" ON "WebhookDelivery"("endpointId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_endpointId_eventId_key" ON "WebhookDelivery"("endpointId", "eventId");

-- CreateIndex
CREATE UNIQUE INDEX "Episode_customerId_kind_number_key" ON "Episode"("customerId", "kind", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Episode_customerId_kind_requestKey_key" ON "Episode"("customerId", "kind", "requestKey");

-- AddForeignKey
ALTER TABLE "Absence" ADD CONSTRAINT "Absence_staffId_fkey" FOREIGN KEY ("staffId") REFERENCES "Staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_contactPointId_fkey" FOREIGN KEY ("contactPointId") REFERENCES "ContactPoint"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_staffId_fkey" FOREIGN KEY ("staffId") REFERENCES "Staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Order" ADD CONSTRAINT "Order_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Interaction" ADD CONSTRAINT "Interaction_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_staffId_fkey" FOREIGN KEY ("staffId") REFERENCES "Staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CreditReview" ADD CONSTRAINT "CreditReview_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CreditTerms" ADD CONSTRAINT "CreditTerms_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Escalation" ADD CONSTRAINT "Escalation_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WinBack" ADD CONSTRAINT "WinBack_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WinBack" ADD CONSTRAINT "WinBack_id_fkey" FOREIGN KEY ("id") REFERENCES "Episode"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "WebhookEndpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;
