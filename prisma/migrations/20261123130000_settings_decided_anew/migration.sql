-- AlterTable
ALTER TABLE "Settings" ADD COLUMN     "decidedAnewAt" TIMESTAMPTZ(3);
