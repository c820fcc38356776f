import { defineConfig } from 'prisma/config';

// For the Prisma CLI. `generate` needs no database; `migrate deploy` takes DATABASE_URL.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
