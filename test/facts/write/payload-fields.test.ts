import { amountField, civilDateField, currencyField, instantField, zoneField } from '../../../api/contract/fields';
import { amount, civilDate, currency, instant, zone } from '../../../facts/write/payload-fields';

/** A staged fact must not be taken with a value that the API's own command would refuse, or the other way round. */
describe('the payload of a fact takes what the API takes', () => {
  it.each([
    ['2024-02-29T00:00:00Z', true],
    ['2024-03-08T15:00+08:00', true],
    ['2024-03-08T15:00:00.123456789Z', true],
    ['2024-03-08T15:00:00.1234567891Z', false],
    ['2024-02-30T00:00:00Z', false],
    ['2024-03-08T25:00:00Z', false],
    ['2024-03-08T15:00:00', false],
  ])('as an instant: %s, %s', (text, isTaken) => {
    expect(instant.safeParse(text).success).toBe(isTaken);
    expect(instantField.safeParse(text).success).toBe(isTaken);
  });

  const pairs = { amount: [amount, amountField], date: [civilDate, civilDateField] } as const;
  const more = { currency: [currency, currencyField], zone: [zone, zoneField] } as const;
  it.each(Object.entries({ ...pairs, ...more }))('as %s', (_name, [own, ofApi]) => {
    const texts = ['1', '0.01', '0', '-1', '1.', '1e3', '９', '1'.repeat(31), '2024-02-29', '2024-02-30', 'USD', 'usd'];
    for (const text of [...texts, 'UTC', 'Asia/Shanghai', 'asia/shanghai', 'Mars/Base', ''])
      expect([text, own.safeParse(text).success]).toEqual([text, ofApi.safeParse(text).success]);
  });
});
