import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

export const TEMPLATE_DATABASE = 'perennial_template';

/** A migrated database that belongs to one test file. */
export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = await withAdmin(async (admin, urlOf) => {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
    return urlOf(name);
  });
  return {
    url,
    drop: () =>
      withAdmin(async (admin) => {
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      }),
  };
}

/** Of the server that all test files share; a file that starts workers uses queues of its own. */
export function testTemporalAddress(): string {
  return given('TEST_TEMPORAL_ADDRESS');
}

export async function withAdmin<T>(work: (admin: Client, urlOf: (name: string) => string) => Promise<T>): Promise<T> {
  const base = given('TEST_DATABASE_URL');
  const admin = new Client({ connectionString: base });
  await admin.connect();
  try {
    return await work(admin, (name) => Object.assign(new URL(base), { pathname: `/${name}` }).toString());
  } finally {
    await admin.end();
  }
}

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set; test/support/global-setup sets it for the "stack" project`);
  return value;
}
