import type { Command } from 'commander';
import { simulatePortfolio } from '../../domain/simulate/simulate-portfolio';
import { readCalendar, readDocuments } from '../offline/read-documents';
import { readPortfolio } from '../offline/read-portfolio';
import { printTouches } from '../print-touches';
import { addPortfolioOptions, checkSpan, type PortfolioOptions } from './portfolio-options';

export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description('what a playbook would have sent to a portfolio; needs no server and sends nothing');
  addPortfolioOptions(command).action((options: PortfolioOptions) => {
    simulate(options);
  });
}

function simulate(options: PortfolioOptions): void {
  checkSpan(options);
  const { mapping, playbook, policy } = readDocuments(options, options.language);
  const calendar = readCalendar(options.calendar);
  const customers = readPortfolio(options.csv, mapping, options.language).slice(0, options.customers);
  const assumedChannels = { email: mapping.customer.email === null, sms: mapping.customer.phone === null };
  const { from, to } = options;
  const touches = simulatePortfolio(customers, { playbook, policy, calendar, from, to, assumedChannels });
  printTouches(touches, options.summary === true);
}
