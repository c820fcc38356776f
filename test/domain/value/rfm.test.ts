import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rfmScores, type RfmCustomer } from '../../../domain/value/rfm';

describe('RFM', () => {
  it('gives each fifth of the customers a score, five being best', () => {
    const customers = [1, 2, 3, 4, 5].map((rank) => ({
      id: String(rank),
      lastOn: `2024-01-0${rank}`,
      orders: rank * 10,
      amount: rank * 100,
    }));
    const scores = rfmScores(customers, '2024-01-31');
    expect(scores.map(({ monetary }) => monetary)).toEqual([1, 2, 3, 4, 5]);
    expect(scores.map(({ frequency }) => frequency)).toEqual([1, 2, 3, 4, 5]);
    expect(scores[0]).toMatchObject({ recencyDays: 30 });
    expect(scores[4]).toMatchObject({ recencyDays: 26, recency: 5 });
  });

  it('gives nothing for nobody', () => {
    expect(rfmScores([], '2024-01-31')).toEqual([]);
  });
});

const FOLDER = process.env.PERENNIAL_SHARED_DATA ?? join(__dirname, '../../../../shared/data');
const FILE = join(FOLDER, 'rfm-orders.csv');
// The data lie beside the checkout and are not part of it.
const withData = existsSync(FILE) ? it : it.skip;

/** As the documentation of the R package rfm shows them, titles of the names left out as in the file: last order, days since, orders, revenue, R, F, M. */
const PUBLISHED = [
  ["Abbey O'Reilly", '2006-06-09', 205, 6, 472, 3, 4, 3],
  ['Add Senger', '2006-08-13', 140, 3, 340, 4, 1, 2],
  ['Aden Lesch', '2006-06-20', 194, 4, 405, 3, 2, 3],
  ['Admiral Senger', '2006-08-21', 132, 5, 448, 4, 3, 3],
  ["Agness O'Keefe", '2006-10-02', 90, 9, 843, 5, 5, 5],
  ['Aileen Barton', '2006-10-08', 84, 9, 763, 5, 5, 5],
  ['Ailene Hermann', '2006-03-25', 281, 8, 699, 3, 5, 5],
  ['Aiyanna Bruen', '2006-04-29', 246, 4, 157, 3, 2, 1],
  ['Ala Schmidt', '2006-01-16', 349, 3, 363, 2, 1, 2],
  ['Alannah Borer', '2005-04-21', 619, 4, 196, 1, 2, 1],
] as const;

withData('the orders of rfm-orders.csv give the scores that the R package rfm publishes for 2006-12-31', () => {
  const [, ...lines] = readFileSync(FILE, 'utf8').trim().split(/\r?\n/);
  const customers = new Map<string, RfmCustomer>();
  for (const line of lines) {
    const [, id = '', day = '', revenue = ''] = /^"?(.*?)"?,([\d-]+),([\d.]+)$/.exec(line) ?? [];
    const known = customers.get(id) ?? { id, lastOn: day, orders: 0, amount: 0 };
    customers.set(id, {
      id,
      lastOn: day > known.lastOn ? day : known.lastOn,
      orders: known.orders + 1,
      amount: known.amount + Number(revenue),
    });
  }
  expect(customers.size).toBe(995);
  const scores = new Map(rfmScores([...customers.values()], '2006-12-31').map((score) => [score.id, score]));
  const shown = PUBLISHED.map(([id]) => {
    const [customer, score] = [customers.get(id), scores.get(id)];
    return [
      id,
      customer?.lastOn,
      score?.recencyDays,
      customer?.orders,
      customer?.amount,
      score?.recency,
      score?.frequency,
      score?.monetary,
    ];
  });
  expect(shown).toEqual(PUBLISHED);
});
