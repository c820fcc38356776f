// The layers of ARCHITECTURE.md, as a list of what each folder may import of ours. What is not listed is refused.
const layers = {
  domain: [],
  config: [],
  prisma: ['domain'],
  facts: ['domain', 'prisma'],
  activities: ['domain', 'facts', 'prisma'],
  // Activities' types only; see workflows-take-types-of-activities.
  workflows: ['domain', 'activities'],
  worker: [
    'workflows/(messages|ids|task-queues|search-attributes)',
    'activities',
    'facts',
    'domain',
    'config',
    'prisma',
  ],
  // Channels for test sends: a template goes out as the worker would send it.
  api: [
    'domain',
    'facts',
    'activities/channels',
    'workflows/(messages|ids|task-queues|search-attributes)',
    'config',
    'prisma',
  ],
  cli: [
    'domain',
    'api/contract',
    'config',
    // Rows of a file are read in one way, whether they are imported or simulated.
    'facts/import/(csv-source|read-rows|read-table)',
    'prisma/(project-root|migrations-on-disk)',
    'workflows/(task-queues|search-attributes)',
  ],
  dev: ['domain', 'facts', 'api/(contract|http)', 'cli', 'config', 'prisma', 'workflows/ids'],
};
const folders = Object.keys(layers);

const mayImport = Object.entries(layers).map(([folder, allowed]) => ({
  name: `${folder}-imports-only-its-layers`,
  comment: `${folder}/ may import of ours: ${[folder, ...allowed].join(', ')}.`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: `^(${folders.join('|')}|test)/`, pathNot: [folder, ...allowed].map((part) => `^${part}(/|\\.ts$)`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...mayImport,
    {
      name: 'domain-is-pure',
      comment: 'The domain decides; it does not read files, clocks, networks, databases or the engine.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-knows-no-machinery',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: 'node_modules/(@temporalio|@prisma|pg|express|nodemailer|twilio|pino|zod)/' },
    },
    {
      name: 'zones-in-one-file',
      comment: 'Zone data comes through one file, so that its cache and its rules for gaps and folds hold everywhere.',
      severity: 'error',
      from: { path: '^(?!test/)', pathNot: '^domain/calendar/zone\\.ts$' },
      to: { path: 'node_modules/temporal-polyfill/' },
    },
    {
      name: 'workflows-take-types-of-activities',
      comment: 'An activity that is imported by value would be bundled into the workflow sandbox.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-run-in-the-sandbox',
      comment: 'No Node built-ins and no packages but the workflow SDK: they are not deterministic, or too large.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea; or a third one lies between them.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-packages-in-the-product',
      comment: 'A production image is installed without devDependencies.',
      severity: 'error',
      from: {
        path: `^(${folders.filter((folder) => folder !== 'dev').join('|')})/`,
        pathNot: '^prisma/seed/(make-calendar|calendar-rows)\\.ts$',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache|prisma/generated)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
