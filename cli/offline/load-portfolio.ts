import { appliesTo } from '../../domain/decide/applies-to';
import type { ImportedCustomer } from '../../domain/import/collect-facts';
import type { PortfolioRules } from '../../domain/simulate/simulate-portfolio';
import { checkSpan, type PortfolioOptions } from '../commands/portfolio-options';
import { tell } from '../tell';
import { readCalendar, readDocuments, type Documents } from './read-documents';
import { readPortfolio } from './read-portfolio';

export type LoadedPortfolio = {
  readonly customers: readonly ImportedCustomer[];
  readonly rules: PortfolioRules;
  readonly sources: Documents['sources'];
};

/**
 * Reads all that `simulate` and `rehearse` are called with.
 * @throws CliError with every fault of the files
 */
export async function loadPortfolio(options: PortfolioOptions): Promise<LoadedPortfolio> {
  checkSpan(options);
  const { mapping, playbook, policy, sources } = readDocuments(options, options.language);
  const calendar = readCalendar(options.calendar);
  const portfolio = await readPortfolio(options.csv, mapping, options.language);
  const customers = portfolio.slice(0, options.customers);
  for (const [name, { applies }] of [
    ['playbook', playbook],
    ['contact policy', policy],
  ] as const) {
    const fitting = customers.filter((customer) => appliesTo(applies, customer)).length;
    if (fitting < customers.length) tell(`the ${name} applies to ${fitting} of ${customers.length} customers`);
  }
  const assumedChannels = { email: mapping.customer.email === null, sms: mapping.customer.phone === null };
  const { from, to } = options;
  return { customers, rules: { playbook, policy, calendar, from, to, assumedChannels }, sources };
}
