/** The tests with real sockets, real processes or real time, among those of their folders. */
const REAL = [
  'test/integration/real-server-*.test.ts',
  'test/testing/socket-contract.test.ts',
  ...['01', '02', '03', '04', '07-late', '08', '09', '10', '11', '13-black', '14-dead', '15-real', '16-sleeping'].map(
    (row) => `test/faults/${row}*.test.ts`,
  ),
  ...['20', '21-large', '21-queued', '23', '26'].map((row) => `test/faults/${row}*.test.ts`),
];

const FOLDERS = [
  'chat',
  'delivery',
  'domain',
  'effects',
  'faults',
  'integration',
  'machines',
  'peers',
  'registry',
  'testing',
];

/** The tests in virtual time. */
export const VIRTUAL_TESTS = {
  include: [`test/{${FOLDERS}}/**/*.test.ts`],
  exclude: REAL,
};

/** All others, but for those in a browser. */
export const REAL_TESTS = {
  include: [
    ...REAL,
    `test/!(browser|go-gateway|package|platforms|protocols|${FOLDERS.join('|')})/**/*.test.ts`,
    'test/{package,platforms,protocols}/*.test.ts',
  ],
};
