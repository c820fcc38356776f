-- A hold on a group looks its customers up.
CREATE INDEX "Customer_groupId_idx" ON "Customer"("groupId");
