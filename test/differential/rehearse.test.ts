import { existsSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { ApiClient } from '../../cli/http/api-client';
import { readPortfolio } from '../../cli/offline/read-portfolio';
import { publishRules } from '../../cli/rehearse/publish-rules';
import { rehearsePortfolio } from '../../cli/rehearse/rehearse-portfolio';
import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import type { ImportedCustomer } from '../../domain/import/collect-facts';
import type { InvoiceMapping } from '../../domain/import/mapping';
import { parseMapping } from '../../domain/import/parse-mapping';
import { formatPlaybook } from '../../domain/playbook/format-playbook';
import { parsePlaybook } from '../../domain/playbook/parse-playbook';
import { formatPolicy } from '../../domain/policy/format-policy';
import { parsePolicy } from '../../domain/policy/parse-policy';
import { simulatePortfolio, type PortfolioRules } from '../../domain/simulate/simulate-portfolio';
import { formatTouchLine } from '../../domain/simulate/touch-line';
import type { CountedTouch } from '../../domain/simulate/summarize';
import { projectRoot } from '../../prisma/project-root';
import { RunningProduct } from '../support/running-product';
import { arbitraryPortfolio, namedAnew } from './support/arbitrary-portfolio';

const sharedData = process.env['PERENNIAL_SHARED_DATA'] ?? path.join(projectRoot, '..', 'shared', 'data');
const receivables = path.join(sharedData, 'accounts-receivable.csv');

// More of them find more: each takes seconds on the real engine.
const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 5);

const MAPPING = `
dateFormat: dd/MM/yyyy
currency: USD
zone: America/New_York
customer: { externalId: customerID }
invoice: { number: invoiceNumber, issuedOn: InvoiceDate, dueOn: DueDate, amount: InvoiceAmount }
payment: { receivedOn: SettledDate, amount: InvoiceAmount }
`;
const PLAYBOOK = `
playbook: seven-steps
steps:
  - { id: before-due, at: due - 3d, do: email, template: reminder-before-due }
  - { id: due-today, at: due, do: sms, template: due-today }
  - { id: reminder-1, at: due + 3d, do: email, template: reminder-1 }
  - { id: reminder-2, at: due + 7d, do: sms, template: reminder-2, when: { invoice.balance: { gte: "50.00" } } }
  - { id: call, at: due + 14d, do: task, queue: collectors, title: Call about overdue invoices }
  - { id: hold-credit, at: due + 21d, do: hold-credit }
  - { id: escalate, at: due + 30d, do: escalate, ladder: standard }
`;
const TIGHT_POLICY = `
policy: tight
windows: [{ days: [mon, tue, wed, thu, fri], from: "09:00", to: "18:00" }]
closedDays: calendar
minimumGap: 3d
caps: [{ count: 3, per: 14d }]
`;

/** Each touch as it is printed, with the policy's rules that moved it: both `--json` and `--summary` come from these. */
function linesOf(touches: readonly CountedTouch[]): readonly string[] {
  return touches.map(({ line, moves }) => [formatTouchLine(line), ...moves.map(({ rule }) => rule)].join(' '));
}

describe('simulate and rehearse', () => {
  let product: RunningProduct;

  beforeAll(async () => {
    product = await RunningProduct.start();
  });
  afterAll(async () => {
    await product.close();
  });

  async function rehearse(customers: readonly ImportedCustomer[], rules: PortfolioRules): Promise<readonly string[]> {
    const api = new ApiClient(product.server, 'en');
    const sources = { playbook: formatPlaybook(rules.playbook), policy: formatPolicy(rules.policy) };
    await publishRules(api, customers, { ...sources, calendar: rules.calendar });
    return linesOf(await rehearsePortfolio(api, customers, rules, () => undefined));
  }

  const itWithData = existsSync(receivables) ? it : it.skip;

  itWithData('print the same lines for a share of real invoices under windows, a gap and a cap', async () => {
    const { mapping } = parseMapping(MAPPING);
    const { playbook } = parsePlaybook(PLAYBOOK, { templates: null, queues: null, ladders: null, policies: [] });
    const { policy } = parsePolicy(TIGHT_POLICY);
    const customers = (await readPortfolio(receivables, mapping as InvoiceMapping, 'en')).slice(0, 8);
    const rules: PortfolioRules = {
      playbook: playbook!,
      policy: policy!,
      calendar: EVERY_WEEKDAY,
      from: '2012-01-01',
      to: '2012-06-30',
      assumedChannels: { email: true, sms: true },
    };
    const simulated = linesOf(simulatePortfolio(customers, rules));
    expect(simulated.length).toBeGreaterThan(50);
    expect(await rehearse(customers, rules)).toEqual(simulated);
  });

  it(
    'print the same lines for any small portfolio, playbook, policy and calendar',
    async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryPortfolio, async ({ customers, rules }) => {
          // Customers and invoices of an earlier run are still there.
          const anew = namedAnew(customers, (run += 1));
          expect(await rehearse(anew, rules)).toEqual(linesOf(simulatePortfolio(anew, rules)));
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    },
    60_000 * RUNS,
  );
});
