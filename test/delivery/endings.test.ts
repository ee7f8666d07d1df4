import { describe, expect, it } from 'vitest';
import { hangs } from '../../src/testing/index.js';
import {
  acknowledges,
  givenAfterForgotten,
  latch,
  memoryWith,
  scriptedClient,
  sharedOutbox,
} from './scripted-client.js';

describe('a message that another page takes over', () => {
  it('[DL6] is moved, if this page is told before it hears that it is stored', async () => {
    const stored = latch();
    const { outbox, losesAll } = sharedOutbox((memory) => ({
      add: async (...given) => {
        const first = await memory.add(...given);
        await stored.released;
        return first;
      },
    }));
    const client = scriptedClient(acknowledges, { outbox, maxMessages: 1 });
    const receipt = client.chat.send('x');
    await client.settle(10);
    losesAll();
    stored.release();
    await client.settle(10);
    expect([receipt.status, await receipt.settled]).toEqual(['moved', { id: receipt.id, status: 'moved' }]);
    const next = client.chat.send('y');
    await client.settle(10_000);
    expect([next.status, client.messages().map(({ d }) => d)]).toEqual(['acked', ['y']]);
  });

  it('[DL6, DL2] ends once, if it is just being called back', async () => {
    const cancelled = latch();
    const { outbox, losesAll } = sharedOutbox((memory) => ({
      cancel: async (...given) => {
        await memory.cancel(...given);
        await cancelled.released;
      },
    }));
    const client = scriptedClient(acknowledges, { outbox, maxMessages: 1 });
    client.gateway.behave(hangs());
    const told: string[] = [];
    client.chat.on('receipt', ({ status }) => told.push(status));
    const receipt = client.chat.send('x');
    await client.settle(10);
    expect(client.chat.cancel(receipt.id)).toBe(true);
    await client.settle(10);
    losesAll();
    cancelled.release();
    await client.settle(10);
    expect([told, receipt.status, await receipt.settled]).toEqual([
      ['stored', 'moved'],
      'moved',
      { id: receipt.id, status: 'moved' },
    ]);
    expect([client.chat.send('y'), client.chat.send('z')].map(({ status }) => status)).toEqual(['pending', 'rejected']);
  });
});

describe('a sender that another page takes over', () => {
  it('[PC1, PC5, DL6] is not used here, if this page is told before it hears that it was numbered again', async () => {
    const renewed = latch();
    const renewals: string[] = [];
    const { outbox, loses } = sharedOutbox((memory) => ({
      renew: async (sender, successor) => {
        const numbered = await memory.renew(sender, successor);
        renewals.push(successor);
        await renewed.released;
        return numbered;
      },
    }));
    const { client, two } = await givenAfterForgotten(outbox);
    await client.settle(5_000);
    expect(renewals.length).toBe(1);
    loses(renewals);
    renewed.release();
    await client.settle(5_000);
    expect([two.status, client.chat.getSnapshot().pending]).toEqual(['moved', []]);
    const three = client.chat.send('three');
    await client.settle(30_000);
    expect([three.status, client.messages().map(({ d }) => d)]).toEqual(['acked', ['one', 'three']]);
  });
});

describe('a message that is just being stored when the delivery is disposed of', () => {
  it('[DL4] is rejected as disposed if it was not stored, and nothing failed', async () => {
    const closed = latch();
    const outbox = memoryWith(() => ({
      add: async () => {
        await closed.released;
        throw new Error('it was closed');
      },
    }));
    const client = scriptedClient(acknowledges, { outbox });
    const receipt = client.chat.send('x');
    await client.settle(1);
    client.delivery.dispose();
    closed.release();
    await client.settle(1);
    expect([await receipt.settled, client.warnings]).toEqual([
      { id: receipt.id, status: 'rejected', code: 'disposed' },
      [],
    ]);
  });
});
