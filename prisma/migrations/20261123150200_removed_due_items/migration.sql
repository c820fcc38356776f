-- CreateTable
CREATE TABLE "RemovedDueItem" (
    "id" UUID NOT NULL,
    "invoiceId" UUID NOT NULL,
    "instalment" INTEGER,

    CONSTRAINT "RemovedDueItem_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "RemovedDueItem_invoiceId_idx" ON "RemovedDueItem"("invoiceId");

-- AddForeignKey
ALTER TABLE "RemovedDueItem" ADD CONSTRAINT "RemovedDueItem_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
