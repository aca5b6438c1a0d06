/**
 * The import table: what each folder of src may import besides itself. ARCHITECTURE.md draws it; `npm run check` and
 * test/architecture enforce it. The files of src itself and the command line may import anything.
 */
const table = {
  config: [],
  deal: [],
  prose: ['deal'],
  'event-store': [],
  'event-store/engines': ['event-store'],
  commands: ['deal', 'event-store', 'feed'],
  subscription: ['event-store'],
  projections: ['deal', 'event-store', 'subscription'],
  tables: ['deal'],
  exports: ['deal', 'projections', 'tables'],
  queries: ['deal', 'prose', 'projections', 'exports', 'tables'],
  'eventstore-protocol': ['event-store'],
  feed: ['deal', 'event-store', 'subscription'],
  http: ['config', 'deal', 'commands', 'queries', 'exports', 'tables', 'feed'],
  web: ['prose', 'deal'],
};

/** Folders that may import neither npm packages nor Node's own modules. */
const pure = ['deal'];

const outside = Object.entries(table).map(([folder, allowed]) => ({
  name: `${folder}-imports-only-its-table`,
  comment: `src/${folder} may import ${['itself', ...allowed].join(', ')} and nothing else of src.`,
  severity: 'error',
  from: {
    path: `^src/${folder}/`,
    ...(folder === 'event-store' && { pathNot: '^src/event-store/engines/' }),
  },
  to: {
    path: '^src/',
    pathNot: [folder, ...allowed].map((name) =>
      name === 'event-store' ? '^src/event-store/(?!engines/)' : `^src/${name}/`,
    ),
  },
}));

const purity = pure.map((folder) => ({
  name: `${folder}-is-pure`,
  comment: `src/${folder} is data and total functions: no npm package, nothing of Node's.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { pathNot: '^src/' },
}));

export default {
  forbidden: [
    ...outside,
    ...purity,
    {
      name: 'the-page-knows-answers-by-their-types-alone',
      comment:
        'The page speaks to the service over HTTP: it shares the shapes of answers and the words for them, no rule. (Its form reads what is typed by the report format itself, to tell at once what is wrong with it.)',
      severity: 'error',
      from: { path: '^src/web/', pathNot: '^src/web/views/record/' },
      to: { path: '^src/deal/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-the-page',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'engines-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/event-store/engines/([^/]+)/' },
      // What several engines need lies beside them, in engines/ itself.
      to: { path: '^src/event-store/engines/[^/]+/', pathNot: '^src/event-store/engines/$1/' },
    },
    {
      name: 'only-one-file-names-engines',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(engines\\.ts|event-store/engines/)' },
      to: { path: '^src/event-store/engines/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unknown-folder',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${Object.keys(table).join('|')}|cli)/|^src/[^/]+\\.ts$` },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
