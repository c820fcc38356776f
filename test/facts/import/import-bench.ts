import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { PrismaClient } from '../../../prisma/generated/client';
import { createImport, type CreateImportInput } from '../../../facts/import/create-import';
import type { CsvEncoding, CsvSource } from '../../../facts/import/csv-source';
import { runImport } from '../../../facts/import/run-import';
import { CTX, NOW } from '../facts-bench';

export const MAPPING = `dateFormat: dd/MM/yyyy
currency: USD
zone: America/New_York
customer: { externalId: customer, name: name, email: email, segment: segment }
invoice: { number: number, issuedOn: issued, dueOn: due, amount: amount }
payment: { receivedOn: paid, amount: received }
`;
export const HEADER = 'customer,name,email,segment,number,issued,due,amount,paid,received';

export function textSource(text: string | Buffer): CsvSource {
  const bytes = Buffer.from(text);
  // In small pieces, as files arrive: a character may be cut in two.
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7_919) }, (_, at) =>
    bytes.subarray(at * 7_919, (at + 1) * 7_919),
  );
  return () => Readable.from(pieces);
}

export type ImportOptions = Partial<CreateImportInput> & { readonly encoding?: CsvEncoding };

/** Registers and runs an import of rows under the usual header. */
export function importRows(prisma: PrismaClient, rows: readonly string[], options: ImportOptions = {}) {
  return importFile(prisma, textSource([HEADER, ...rows, ''].join('\n')), options);
}

export async function importFile(
  prisma: PrismaClient,
  source: CsvSource,
  { encoding, ...options }: ImportOptions = {},
) {
  const input = {
    fileName: 'file.csv',
    fileHash: createHash('sha256').digest('hex'),
    mapping: MAPPING,
    mode: 'all-or-nothing',
    dryRun: false,
  } as const;
  const { id } = await createImport(prisma, { ...input, ...options }, CTX);
  return runImport(prisma, { importId: id, source, ...(encoding && { encoding }) }, () => NOW);
}

/** Everything that an import could have written, counted. */
export async function countsOf(prisma: PrismaClient) {
  return {
    customers: await prisma.customer.count(),
    contactPoints: await prisma.contactPoint.count(),
    invoices: await prisma.invoice.count(),
    dueItems: await prisma.dueItem.count(),
    payments: await prisma.payment.count(),
    allocations: await prisma.allocation.count(),
    timeline: await prisma.timelineEvent.count(),
    outbox: await prisma.outbox.count(),
  };
}
