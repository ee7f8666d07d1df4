/** The direction of imports; `npm run imports` fails on any other. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { pathNot: [from.path, ...allowed] },
});

const XSTATE = '(^|/)node_modules/xstate/';
/** What the viewer is written with, and its build puts into its files. */
const OF_VIEWER = '(^|/)node_modules/(svelte|@tanstack/virtual-core)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^evenkeel(/|$)' } },
    {
      name: 'no-test-code-in-the-library',
      severity: 'error',
      from: { path: '^(src|machines)/' },
      to: { path: '^(test|docs)/' },
    },
    {
      name: 'one-run-time-dependency',
      severity: 'error',
      from: { path: '^(src|machines)/', pathNot: '^src/(inspect/(node|viewer)|bindings|conformance/node)/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core'],
        pathNot: XSTATE,
      },
    },
    // The rooms of the library, from the ground up: each knows those below it.
    only('domain-is-the-ground', { path: '^src/domain/' }, [], 'Pure leaves import nothing but each other.'),
    only('machines-are-pure', { path: '^machines/' }, ['^src/domain/', XSTATE], 'Charts know xstate and the domain.'),
    only(
      'the-contract-is-types',
      { path: '^src/contract/' },
      ['^src/domain/', '^machines/connection\\.types\\.ts$', XSTATE],
      'What users call, read and hear: of the chart it knows the types, of xstate what an inspection observer is told.',
    ),
    only(
      'options-know-the-contract',
      { path: '^src/options/' },
      ['^src/(domain|contract)/', '^machines/connection\\.policy\\.ts$'],
      'Defaults and validation.',
    ),
    only(
      'effects-serve-the-chart',
      { path: '^src/effects/' },
      ['^src/(domain|contract|options)/', '^machines/connection\\.types\\.ts$'],
      'The only impure room knows of the chart the types alone, and not what runs it.',
    ),
    only(
      'the-engine-runs-the-chart',
      { path: '^src/engine/' },
      ['^src/(domain|contract|options|effects)/', '^machines/', XSTATE],
      'What runs a chart.',
    ),
    only(
      'a-chat-knows-no-other',
      { path: '^src/chat/' },
      [
        '^src/(domain|contract|options|effects)/',
        '^src/engine/chart\\.ts$',
        '^machines/connection\\.(types|context|policy)\\.ts$',
      ],
      'One live chat; it does not know which engine runs its chart.',
    ),
    only(
      'the-registry-is-the-top-floor',
      { path: '^src/registry/' },
      ['^src/(domain|contract|options|effects|engine|chat)/'],
      'Which chats are wanted.',
    ),
    only(
      'delivery-stands-on-connections',
      { path: '^src/delivery/' },
      [
        '^src/(domain|contract|options|effects|registry)/',
        '^src/engine/(definition|run-definition)\\.ts$',
        '^machines/delivery\\.',
      ],
      'It runs its chart on the engine of its connections, and so knows none.',
    ),
    only(
      'the-server-stands-apart',
      { path: '^src/server/' },
      ['^src/(domain|contract|options)/'],
      'The server half of delivery: it knows neither the client nor any package.',
    ),
    only(
      'entries-are-the-ground-floor',
      { path: '^src/[^/]+\\.ts$' },
      ['^src/(domain|contract|effects|registry)/', '^machines/connection\\.types\\.ts$'],
      'Entries name what users get.',
    ),
    only(
      'conformance-looks-from-outside',
      { path: '^src/conformance/', pathNot: '^src/conformance/node/' },
      ['^src/(domain|contract)/', '^src/conformance/node/'],
      'What asks a server for its duties knows nothing of how either half of delivery keeps them.',
    ),
    only(
      'the-command-line-is-for-node',
      { path: '^src/conformance/node/' },
      [
        '^src/contract/web-socket\\.ts$',
        '^src/conformance/check-options\\.ts$',
        '^(node:)?(child_process|https?|module|path|util)$',
      ],
      'The command line adds what only Node can do.',
    ),
    {
      name: 'only-the-command-line-is-for-node',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/conformance/(cli\\.ts$|node/)' },
      to: { path: '^src/conformance/(cli\\.ts$|node/)' },
    },
    only(
      'testing-stands-apart',
      { path: '^src/testing/' },
      [
        '^src/(domain|contract)/',
        '^src/conformance/index\\.ts$',
        '^src/effects/clock\\.ts$',
        '^src/engine/chart\\.ts$',
        '^src/chat/snapshot-of\\.ts$',
        '^src/registry/create-chat-connections\\.ts$',
        '^machines/',
        XSTATE,
      ],
      'The testing kit implements the interfaces of the contract; of the library it starts connections, and reads charts as it does.',
    ),
    only(
      'inspection-stands-apart',
      { path: '^src/inspect/', pathNot: '^src/inspect/(node|viewer|chart)/' },
      [
        '^src/(domain|contract)/',
        '^src/effects/clock\\.ts$',
        '^src/engine/chart\\.ts$',
        '^src/registry/subscribers\\.ts$',
        '^src/options/option-checks\\.ts$',
        '^machines/',
        XSTATE,
      ],
      'Inspection looks at the chart from outside: it knows the machines, the snapshot, and how the library takes options and keeps subscribers and time.',
    ),
    only(
      'the-inspection-server-is-for-node',
      { path: '^src/inspect/node/' },
      ['^src/inspect/[^/]+\\.ts$', '^(node:)?(fs/promises|http|net)$'],
      'The server knows the recorder and Node; the viewer it serves as files.',
    ),
    {
      name: 'the-viewer-is-files-of-its-own',
      comment: 'They are built into files that stand alone: of the rest the viewer knows types alone.',
      severity: 'error',
      from: { path: '^src/inspect/(viewer|chart)/', pathNot: '^src/inspect/(chart/graph|viewer/vite\\.config)\\.ts$' },
      to: { pathNot: ['^src/inspect/(viewer|chart)/(?!graph\\.ts)', OF_VIEWER], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-viewer-model-is-plain',
      comment: 'What is drawn, and what is shown, is worked out without components.',
      severity: 'error',
      from: {
        path: '^src/inspect/(chart|viewer)/',
        pathNot: '\\.svelte(\\.ts)?$|/(mount-viewer|vite\\.config)\\.ts$',
      },
      to: { path: [OF_VIEWER, '\\.svelte(\\.ts)?$'] },
    },
    {
      name: 'only-node-runs-the-inspection-server',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/inspect/node/' },
      to: { path: '^src/inspect/node/' },
    },
    {
      name: 'the-library-does-not-inspect-itself',
      severity: 'error',
      from: { path: '^(src|machines)/', pathNot: '^src/inspect/' },
      to: { path: '^src/inspect/' },
    },
    {
      name: 'the-library-does-not-use-its-testing-kit',
      severity: 'error',
      from: { path: '^(src|machines)/', pathNot: '^src/testing/' },
      to: { path: '^src/testing/' },
    },
    ...['svelte', 'react', 'vue'].map((framework) =>
      only(
        `the-${framework}-binding-is-thin`,
        { path: `^src/bindings/${framework}\\.ts$` },
        [
          '^src/bindings/used-chat\\.ts$',
          '^src/(delivery/)?index\\.ts$',
          '^src/contract/snapshot\\.ts$',
          `(^|/)node_modules/${framework}/`,
        ],
        'A binding knows its framework, the public types, and the snapshot of a chat that is not in use.',
      ),
    ),
    only(
      'bindings-share-no-framework',
      { path: '^src/bindings/used-chat\\.ts$' },
      ['^src/(delivery/)?index\\.ts$'],
      'What the bindings have in common is plain.',
    ),
    {
      name: 'bindings-are-given-the-library',
      comment: 'Of the library itself they know types alone: connections are made by who uses them.',
      severity: 'error',
      from: { path: '^src/bindings/' },
      to: { path: '^src/(delivery/)?index\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-library-does-not-use-its-bindings',
      severity: 'error',
      from: { path: '^(src|machines)/', pathNot: '^src/bindings/' },
      to: { path: '^src/bindings/' },
    },
    {
      name: 'layouts-are-worked-out-before',
      severity: 'error',
      from: { path: '.', pathNot: '^docs/drawing/' },
      to: { path: '(^|/)node_modules/elkjs/' },
    },
    {
      name: 'users-use-the-public-interface',
      severity: 'error',
      from: { path: '^docs/demo/src/' },
      to: {
        path: '^(src|machines)/',
        pathNot:
          '^((src|src/delivery|src/testing|src/inspect/page|machines)/index|src/inspect/viewer/mount-viewer)\\.ts$',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The applications there install what they import; what is Svelte 4's is read as Svelte 5's.
    exclude: { path: '^(dist|coverage)/|^test/package/at-length/apps/|^test/svelte-4/Pane\\.svelte$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.svelte', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
