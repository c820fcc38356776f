/** What global-setup tells the test files; environment variables are all that reaches Jest's worker processes. */
export type StackEnvironment = {
  /** A database to create others from. */
  readonly postgresUrl: string;
  /** Name of the database with all migrations applied, to which nobody connects. */
  readonly templateDatabase: string;
  /** Name of the same with all that Perennial comes with. Left out where nobody asks for it. */
  readonly seededDatabase?: string;
  readonly temporalAddress: string;
};

const VARIABLE = 'PERENNIAL_TEST_STACK';

export function publishStackEnvironment(environment: StackEnvironment): void {
  process.env[VARIABLE] = JSON.stringify(environment);
}

export function stackEnvironment(): StackEnvironment {
  const text = process.env[VARIABLE];
  if (!text) throw new Error('No test stack runs: this file is not in the Jest project "stack" (jest.config.js).');
  return JSON.parse(text) as StackEnvironment;
}
