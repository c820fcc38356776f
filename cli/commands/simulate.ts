import type { Command } from 'commander';
import { simulatePortfolio } from '../../domain/simulate/simulate-portfolio';
import { loadPortfolio } from '../offline/load-portfolio';
import { printTouches } from '../print-touches';
import { addPortfolioOptions, type PortfolioOptions } from './portfolio-options';

export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description('what a playbook would have sent to a portfolio; needs no server and sends nothing');
  addPortfolioOptions(command).action(async (options: PortfolioOptions) => {
    const { customers, rules } = await loadPortfolio(options);
    printTouches(simulatePortfolio(customers, rules), options.summary === true);
  });
}
