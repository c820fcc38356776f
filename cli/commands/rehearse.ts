import type { Command } from 'commander';
import { ApiClient } from '../http/api-client';
import { loadPortfolio } from '../offline/load-portfolio';
import { printTouches } from '../print-touches';
import { publishRules } from '../rehearse/publish-rules';
import { rehearsePortfolio } from '../rehearse/rehearse-portfolio';
import type { ServerSource } from '../server-source';
import { tell } from '../tell';
import { addPortfolioOptions, type PortfolioOptions } from './portfolio-options';

export function registerRehearse(program: Command, servers: ServerSource): void {
  const command = program
    .command('rehearse')
    .description('the same as simulate, and the same lines, by the real engine on a test clock; sends nothing');
  addPortfolioOptions(command).action((options: PortfolioOptions) => rehearse(options, servers));
}

async function rehearse(options: PortfolioOptions, servers: ServerSource): Promise<void> {
  // Every fault of the files is told before anything is started.
  const { customers, rules, sources } = await loadPortfolio(options);
  const touches = await servers.withScratchServer(async (server) => {
    const api = new ApiClient(server, options.language);
    await publishRules(api, customers, { ...sources, calendar: rules.calendar });
    return rehearsePortfolio(api, customers, rules, tell);
  });
  printTouches(touches, options.summary === true);
}
