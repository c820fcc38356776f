import { createLogger } from '../../config/create-logger';
import { harmlessError } from '../../config/harmless-error';
import { useTestDatabase } from '../support/test-database';

describe('an error in a log', () => {
  const database = useTestDatabase();

  it.each([
    ['550 5.1.1 <ana.li@example.com>: no such user', '550 5.1.1 <<address>>: no such user'],
    ['The number +1 (415) 555-0100 is not a mobile number', 'The number <number> is not a mobile number'],
    ['connect ECONNREFUSED 127.0.0.1:25', 'connect ECONNREFUSED 127.0.0.1:25'],
  ])('says %s without who it was', (given, told) => {
    expect(harmlessError(new Error(given)).message).toBe(told);
  });

  it('says of the database what went wrong and where, and not with which values', async () => {
    const twice = { name: 'Ana Li', email: 'ana.li@example.com', role: 'owner', zone: 'UTC', language: 'en' };
    await database.prisma.staff.create({ data: twice });
    const error: unknown = await database.prisma.staff.create({ data: twice }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    const lines: string[] = [];
    const logger = createLogger('worker', { LOG_LEVEL: 'info' }, { write: (line) => lines.push(line) });
    logger.warn({ err: error }, 'activity failed');
    expect(lines.join()).toContain('P2002');
    expect(lines.join()).toContain('harmless-error.test');
    expect(lines.join()).not.toMatch(/ana\.li|Ana Li/);
  });

  it('says nothing of a text that cannot be read, or of what PostgreSQL itself says', async () => {
    expect(harmlessError(fault(() => JSON.parse('Ana Li') as unknown)).message).toBeNull();
    const raw = database.prisma.$executeRawUnsafe(`SELECT 'Ana Li'::uuid`);
    expect(JSON.stringify(harmlessError(await raw.catch((thrown: unknown) => thrown)))).not.toContain('Ana Li');
  });

  it('takes whatever is thrown', () => {
    expect(harmlessError('ana.li@example.com')).toEqual({ name: 'string', message: null, stack: '' });
  });
});

function fault(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}
