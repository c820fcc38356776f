import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { importErrorsPageOut, importOut } from '../../api/contract/imports';
import type { ApiClient } from '../http/api-client';

type Import = z.output<typeof importOut>;

const LOOK_EVERY_MS = 300;
const TOLD_EVERY_MS = 3_000;
/** More bad cells than this are counted, not listed: the first ones show the pattern. */
const LISTED_ERRORS = 50;

/** Waits until an import has ended, well or not, and says how far it is. */
export async function awaitImport(api: ApiClient, id: string, log: (line: string) => void): Promise<Import> {
  let toldAt = Date.now();
  for (;;) {
    const found = await api.get(`/v1/imports/${id}`, importOut);
    if (found.status === 'done' || found.status === 'failed') return found;
    if (Date.now() - toldAt >= TOLD_EVERY_MS) {
      toldAt = Date.now();
      log(`${found.rowsRead} of ${found.rowsTotal ?? '?'} rows read, ${found.rowsBad} of them bad`);
    }
    await delay(LOOK_EVERY_MS);
  }
}

/** The bad cells of an import, as lines for people. */
export async function badRowLines(api: ApiClient, { id, rowsBad }: Import): Promise<readonly string[]> {
  if (rowsBad === 0) return [];
  const { items, next } = await api.get(`/v1/imports/${id}/errors?limit=${LISTED_ERRORS}`, importErrorsPageOut);
  const lines = items.map(({ row, message }) => `row ${row}: ${message}`);
  return next === null
    ? lines
    : [...lines, `… ${rowsBad} bad rows in all: GET /v1/imports/${id}/errors.csv lists them`];
}
