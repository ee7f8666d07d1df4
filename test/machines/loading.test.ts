import { expect, test } from 'vitest';

/** A file whose imports fail has no test that could fail: here the import is the test. */
test('the machines are made as their module is loaded', async () => {
  const { connectionChart, connectionMachine } = await import('../../machines/index.js');
  expect(connectionChart.id).toBe('chat');
  expect(connectionMachine.root.id).toBe('chat');
});

test('the library can be loaded', async () => {
  expect(Object.keys(await import('../../src/index.js'))).toContain('createChatConnections');
});
