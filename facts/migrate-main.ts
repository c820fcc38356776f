// Brings the database at DATABASE_URL up to this release: migrations, then what Perennial comes with. Run it before the
// API and the workers of a new release start; running it again changes nothing.
import { createPrisma } from '../prisma/client';
import { migrate } from '../prisma/migrate';
import { seedDefaults } from './write/seed-defaults';

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(url: string): Promise<void> {
  const applied = await migrate(url);
  for (const name of applied) say(`migrated: ${name}`);
  const db = createPrisma({ url, poolSize: 2 });
  try {
    const seeded = await seedDefaults(db, { actor: 'seed', now: Date.now() });
    for (const what of seeded) say(`seeded: ${what}`);
    if (applied.length + seeded.length === 0) say('The database was up to date.');
  } finally {
    await db.$disconnect();
  }
}

const url = process.env['DATABASE_URL'];
if (url) void main(url);
else {
  process.stderr.write('DATABASE_URL is not set; expected postgresql://user:password@host:port/database\n');
  process.exitCode = 2;
}
