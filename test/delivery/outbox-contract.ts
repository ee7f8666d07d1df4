import type { OpenOutbox, StoredMessage } from '../../src/contract/delivery.js';

/**
 * What every outbox does: one list of clauses, which a page can run as well as Node. A clause observes plain data. What is kept
 * shows when it is numbered again.
 */
export interface OutboxClause {
  readonly title: string;
  readonly observe: (outbox: OpenOutbox) => Promise<unknown>;
  readonly expected: unknown;
}

const texts = (...all: readonly string[]) => all.map((text) => ({ id: `id-${text}`, data: { text } }));

const message = (n: number, text: string) => ({ id: `id-${text}`, n, data: { text }, isCancelled: false });

const cancelled = (n: number, text: string): StoredMessage => ({
  id: `id-${text}`,
  n,
  data: null,
  isCancelled: true,
});

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'it did not fail',
    ({ name, message }: Error) => [name, message],
  );

const NOT_OURS = ['OutboxError', 'The outbox failed: the sender is not of this page'];

export const outboxContract: readonly OutboxClause[] = [
  {
    title: '[PC1] numbers a sender’s messages from 1, without holes, in the order in which they were given',
    observe: async (outbox) => [
      await outbox.add('7', 's', texts('a')),
      await Promise.all([
        outbox.add('7', 's', texts('b', 'c')),
        outbox.add('7', 's', []),
        outbox.add('7', 's', texts('d')),
      ]),
      await outbox.renew('s', 'next'),
    ],
    expected: [
      1,
      [2, 4, 4],
      {
        id: 'next',
        chatId: '7',
        acked: 0,
        messages: [message(1, 'a'), message(2, 'b'), message(3, 'c'), message(4, 'd')],
      },
    ],
  },
  {
    title: '[PC1] numbers each sender by itself',
    observe: (outbox) =>
      Promise.all([outbox.add('7', 's', texts('a', 'b')), outbox.add('7', 't', texts('c')), outbox.add('8', 'u', [])]),
    expected: [1, 1, 1],
  },
  {
    title: '[PC2] forgets what is settled, whatever is settled again after it, and numbers on',
    observe: async (outbox) => {
      await outbox.add('7', 's', texts('a', 'b', 'c'));
      await Promise.all([outbox.settle('s', 2), outbox.settle('s', 1)]);
      const next = await outbox.add('7', 's', texts('d'));
      const { messages } = await outbox.renew('s', 'next');
      return [next, messages];
    },
    expected: [4, [message(1, 'c'), message(2, 'd')]],
  },
  {
    title: '[PC2] numbers on after everything was settled, and after numbers that the server alone knows',
    observe: async (outbox) => {
      await outbox.add('7', 's', texts('a', 'b'));
      await outbox.settle('s', 2);
      const afterAll = await outbox.add('7', 's', texts('c'));
      await outbox.settle('s', 9);
      return [afterAll, await outbox.add('7', 's', texts('d'))];
    },
    expected: [3, 10],
  },
  {
    title: '[PC10] keeps the number of a cancelled message, without its data',
    observe: async (outbox) => {
      await outbox.add('7', 's', texts('a', 'b', 'c'));
      await outbox.cancel('s', 2);
      const next = await outbox.add('7', 's', texts('d'));
      const { messages } = await outbox.renew('s', 'next');
      return [next, messages];
    },
    expected: [4, [message(1, 'a'), cancelled(2, 'b'), message(3, 'c'), message(4, 'd')]],
  },
  {
    title: '[PC10] cancels nothing that was settled',
    observe: async (outbox) => {
      await outbox.add('7', 's', texts('a', 'b'));
      await outbox.settle('s', 1);
      await outbox.cancel('s', 1);
      return (await outbox.renew('s', 'next')).messages;
    },
    expected: [message(1, 'b')],
  },
  {
    title: '[PC5] numbers what is left again under another sender, which goes on from there',
    observe: async (outbox) => {
      await outbox.add('7', 's', texts('a', 'b', 'c'));
      await outbox.settle('s', 1);
      const renewed = await outbox.renew('s', 'next');
      const next = await outbox.add('7', 'next', texts('d'));
      return [renewed, next, await outbox.renew('next', 'last')];
    },
    expected: [
      { id: 'next', chatId: '7', acked: 0, messages: [message(1, 'b'), message(2, 'c')] },
      3,
      { id: 'last', chatId: '7', acked: 0, messages: [message(1, 'b'), message(2, 'c'), message(3, 'd')] },
    ],
  },
  {
    title: '[PC5] takes nothing more of a sender that was numbered again',
    observe: async (outbox) => {
      await outbox.add('7', 's', texts('a'));
      await outbox.renew('s', 'next');
      return Promise.all(
        [
          outbox.add('7', 's', texts('b')),
          outbox.cancel('s', 1),
          outbox.settle('s', 1),
          outbox.renew('s', 'another'),
        ].map(failureOf),
      );
    },
    expected: [NOT_OURS, NOT_OURS, NOT_OURS, NOT_OURS],
  },
  {
    title: 'does nothing to a sender that it does not have',
    observe: (outbox) =>
      Promise.all([outbox.cancel('s', 1), outbox.settle('s', 1), outbox.renew('s', 't')].map(failureOf)),
    expected: [NOT_OURS, NOT_OURS, NOT_OURS],
  },
  {
    title: 'keeps any JSON value',
    observe: async (outbox) => {
      const values = [null, false, 0, -1.5, '', 'ü🙂', [], {}, { deep: [{ er: [null, 'x'] }] }];
      await outbox.add(
        '7',
        's',
        values.map((data, index) => ({ id: String(index), data })),
      );
      return (await outbox.renew('s', 'next')).messages.map(({ data }) => data);
    },
    expected: [null, false, 0, -1.5, '', 'ü🙂', [], {}, { deep: [{ er: [null, 'x'] }] }],
  },
];
