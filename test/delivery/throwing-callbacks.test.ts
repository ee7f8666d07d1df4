import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Outbox } from '../../src/delivery/index.js';
import { acknowledges, memoryWith, scriptedClient, unheardRejections } from './scripted-client.js';
import { CHAT, createWorld } from './world.js';

/** What a page is told of errors in callbacks. */
const reportedErrors = () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  onTestFinished(() => void vi.unstubAllGlobals());
  return reported;
};

describe('a logger that throws', () => {
  const BROKEN = new Error('no more records');
  const logger = {
    warn: () => {
      throw BROKEN;
    },
  };
  const reportsOnly = async (during: () => Promise<void>) => {
    const reported = reportedErrors();
    expect(await unheardRejections(during)).toEqual([]);
    expect(reported).toEqual([BROKEN]);
  };

  it('[DL4, ME2] changes nothing for messages that cannot be stored, and for those after them', () =>
    reportsOnly(async () => {
      let calls = 0;
      const outbox = memoryWith((memory) => ({
        add: (...given) => {
          calls += 1;
          return calls === 1 ? Promise.reject(new Error('the disk is full')) : memory.add(...given);
        },
      }));
      const client = scriptedClient(acknowledges, { outbox, logger });
      await client.connect();
      const one = client.chat.send(1);
      await client.settle(10);
      const two = client.chat.send(2);
      await client.settle(1_000);
      expect([one.status, two.status]).toEqual(['rejected', 'acked']);
    }));

  it('[DL4, ME2] changes nothing where the outbox does not open', () =>
    reportsOnly(async () => {
      const outbox: Outbox = { open: () => Promise.reject(new Error('a private window')) };
      const client = scriptedClient(acknowledges, { outbox, logger });
      await client.connect();
      expect(client.chat.getSnapshot().link).toBe('live');
    }));

  it('[PC8, ME2] changes nothing where there is no snapshot', () =>
    reportsOnly(async () => {
      let asked = 0;
      const client = scriptedClient(acknowledges, {
        logger,
        snapshot: async () => {
          asked += 1;
          if (asked === 1) throw new Error('the backend is away');
          return { epoch: 'e', seq: 0, tag: null };
        },
      });
      await client.connect();
      await client.settle(60_000);
      expect([asked, client.chat.getSnapshot().link]).toEqual([2, 'live']);
    }));

  it('[DL3, ME2] changes nothing for what could not be committed', () =>
    reportsOnly(async () => {
      const { client, settle, server } = createWorld();
      let calls = 0;
      const committed: unknown[] = [];
      const ada = client({
        logger,
        commit: async (events) => {
          calls += 1;
          if (calls === 1) throw new Error('the disk is full');
          committed.push(...events.map(({ data }) => data));
        },
      });
      ada.delivery.connections.select(CHAT);
      await settle(1_000);
      for (const data of ['a', 'b']) {
        await server.publish(CHAT, data);
        await settle(10);
      }
      expect(committed).toEqual(['a', 'b']);
    }));
});

describe('an outbox that throws', () => {
  it('[DL4] keeps nothing away, if it cannot tell what it found', async () => {
    const outbox = memoryWith(() => ({
      onFound: () => {
        throw new Error('the database is broken');
      },
    }));
    const client = scriptedClient(acknowledges, { outbox });
    const rejections = await unheardRejections(async () => {
      const receipt = client.chat.send('x');
      await client.connect();
      expect([client.chat.getSnapshot().link, receipt.status]).toEqual(['live', 'acked']);
    });
    expect([rejections, client.warnings]).toEqual([[], ['Messages of other pages wait: the database is broken']]);
  });
});

describe('a delivery that is disposed of within a callback', () => {
  it.each([1, 2])('[ME2] reports nothing, though it was just going to send the rest: of %i', async (count) => {
    const reported = reportedErrors();
    const client = scriptedClient(acknowledges);
    client.chat.on('receipt', ({ status }) => {
      if (status === 'sent') client.delivery.dispose();
    });
    const receipts = Array.from({ length: count }, () => client.chat.send('x'));
    const rejections = await unheardRejections(() => client.connect());
    expect([rejections, reported]).toEqual([[], []]);
    expect(receipts.map(({ status }) => status)).toEqual(['sent', 'stored'].slice(0, count));
  });
});

describe('connections that were disposed of', () => {
  it('[DL1] make no call of a chat throw', async () => {
    const client = scriptedClient(acknowledges);
    await client.connect();
    client.delivery.connections.dispose();
    const rejections = await unheardRejections(async () => {
      const receipt = client.chat.send('x');
      await client.settle(10);
      expect([receipt.status, client.chat.sendBrief('x'), client.chat.cancel(receipt.id)]).toEqual([
        'stored',
        false,
        true,
      ]);
      await client.settle(300_000);
    });
    expect(rejections).toEqual([]);
  });
});
