import assert from 'node:assert/strict';
import { createPrisma } from '../../../prisma/client';
import { EngineWorld } from '../../activities/support/engine-world';
import { countsOf, importRows } from '../../facts/import/import-bench';
import type { Scenario } from '../scenario';
import { brokenInvariants } from '../support/invariants';
import { between, type Draw } from '../support/seeded';

const INVOICES = 120;

/** Invoices of a few customers, some of them paid in part or in full. */
function rowsBySeed(draw: Draw): readonly string[] {
  return Array.from({ length: INVOICES }, (_, index) => {
    const customer = `IC-${between(draw, `customer ${index}`, 1, 15)}`;
    const amount = between(draw, `amount ${index}`, 10, 500);
    const paid = draw(`paid ${index}`) < 0.4 ? between(draw, `part ${index}`, 1, amount) : null;
    const due = `${String(between(draw, `due ${index}`, 1, 28)).padStart(2, '0')}/02/2024`;
    const payment = paid === null ? ['', ''] : ['05/02/2024', `${paid}.00`];
    const fields = [customer, `Customer ${customer}`, `${customer.toLowerCase()}@example.com`, 'smb', `IN-${index}`];
    return [...fields, '01/01/2024', due, `${amount}.00`, ...payment].join(',');
  });
}

/** The same file is imported again, by two database clients at once, and with its rows in another order: nothing changes. */
export const importTwice: Scenario = async ({ draw }) => {
  const world = await EngineWorld.create();
  const other = createPrisma({ url: world.databaseUrl, poolSize: 5 });
  try {
    const rows = rowsBySeed(draw);
    const first = await importRows(world.db, rows);
    assert.deepEqual([first.status, first.invoicesCreated], ['done', INVOICES]);
    const counts = await countsOf(world.db);
    const shuffled = rows.toSorted((a, b) => draw(a) - draw(b));
    const again = [...(await Promise.all([importRows(world.db, rows), importRows(other, rows)]))];
    again.push(await importRows(world.db, shuffled));
    for (const { status, invoicesCreated, customersCreated } of again) {
      assert.deepEqual([status, invoicesCreated, customersCreated], ['done', 0, 0]);
    }
    assert.deepEqual(await countsOf(world.db), counts);
    assert.deepEqual(await brokenInvariants(world.db), []);
    return `${INVOICES} invoices and ${counts.payments} payments of ${counts.customers} customers came four times, and are there once`;
  } finally {
    await other.$disconnect();
    await world.close();
  }
};
