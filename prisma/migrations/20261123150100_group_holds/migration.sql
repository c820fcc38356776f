-- Both stay empty for what is there: a group's hold counts as it did, until its end or the customer's group changes.
ALTER TABLE "Customer" ADD COLUMN "groupSinceAt" TIMESTAMPTZ(3);
ALTER TABLE "Hold" ADD COLUMN "untilChangedAt" TIMESTAMPTZ(3);
