-- AlterTable
ALTER TABLE "Import" ADD COLUMN     "errorZh" TEXT;

-- AlterTable
ALTER TABLE "ImportError" ADD COLUMN     "messageZh" TEXT;
