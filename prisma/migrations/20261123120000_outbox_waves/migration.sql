-- CreateTable
CREATE TABLE "OutboxWave" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "afterCustomerId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "OutboxWave_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "OutboxWave" ADD CONSTRAINT "outbox_wave_audience_known" CHECK ("audience" IN ('engaged', 'active'));

-- The relay takes the oldest events, however many wait behind them.
CREATE INDEX "outbox_unsent_oldest" ON "Outbox" ("id") WHERE "sentAt" IS NULL;
