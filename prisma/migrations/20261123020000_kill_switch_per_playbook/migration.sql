-- AlterTable
ALTER TABLE "Settings" ADD COLUMN     "stoppedPlaybooks" TEXT[] DEFAULT ARRAY[]::TEXT[];
