/** The direction of imports; `npm run imports` fails on any other. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { pathNot: [from.path, ...allowed] },
});

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
      from: { path: '^(src|machines)/', pathNot: '^src/(inspect/node|bindings)/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core'],
        pathNot: '(^|/)node_modules/xstate/',
      },
    },
    only('domain-is-a-leaf', { path: '^src/domain/' }, [], 'Pure leaves import nothing but each other.'),
    only(
      'machines-are-pure',
      { path: '^machines/' },
      ['^src/domain/', '(^|/)node_modules/xstate/'],
      'Charts know xstate and the domain.',
    ),
    only(
      'effects-serve-the-chart',
      { path: '^src/effects/' },
      [
        '^src/domain/',
        '^machines/connection\\.types\\.ts$',
        '^src/(errors|events|options)\\.ts$',
        '(^|/)node_modules/xstate/',
      ],
      'Effects know the domain, xstate, and the types of the chart, the options and the events.',
    ),
    only(
      'testing-stands-apart',
      { path: '^src/testing/' },
      [
        '^src/domain/',
        '^src/effects/(clock|page-signals|web-socket)\\.ts$',
        '^src/(snapshot|options|chat-connections)\\.ts$',
        '^machines/',
        '(^|/)node_modules/xstate/',
      ],
      'The testing kit implements the interfaces of the effects; of the library it starts connections, and no more.',
    ),
    only(
      'inspection-stands-apart',
      { path: '^src/inspect/', pathNot: '^src/inspect/(node|viewer|chart)/' },
      [
        '^src/domain/',
        '^src/effects/clock\\.ts$',
        '^src/(snapshot|subscribers|option-checks)\\.ts$',
        '^machines/',
        '(^|/)node_modules/xstate/',
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
      comment: 'A browser loads them as they lie in the package: of the rest the viewer knows types alone.',
      severity: 'error',
      from: { path: '^src/inspect/(viewer|chart)/', pathNot: '^src/inspect/chart/graph\\.ts$' },
      to: { pathNot: '^src/inspect/(viewer|chart)/(?!graph\\.ts)', dependencyTypesNot: ['type-only'] },
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
        ['^src/bindings/used-chat\\.ts$', '^src/(index|snapshot)\\.ts$', `(^|/)node_modules/${framework}/`],
        'A binding knows its framework, the public types, and the snapshot of a chat that is not in use.',
      ),
    ),
    only(
      'bindings-share-no-framework',
      { path: '^src/bindings/used-chat\\.ts$' },
      ['^src/index\\.ts$'],
      'What the bindings have in common is plain.',
    ),
    {
      name: 'bindings-are-given-the-library',
      comment: 'Of the library itself they know types alone: connections are made by who uses them.',
      severity: 'error',
      from: { path: '^src/bindings/' },
      to: { path: '^src/index\\.ts$', dependencyTypesNot: ['type-only'] },
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
        pathNot: '^((src|src/testing|src/inspect/page|machines)/index|src/inspect/viewer/mount-viewer)\\.ts$',
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
