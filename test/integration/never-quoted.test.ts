import { expect, it } from 'vitest';
import { type ChatConnectionsOptions, createChatConnections } from '../../src/index.js';
import { startSession } from '../support/session.js';

/** What may be given in place of a query or an address: a token, in any shape; and what may be said of it. */
const GIVEN: readonly (readonly [name: string, given: unknown, said: string])[] = [
  ['a bare token', 'QZX-12345', 'a string of 9 characters'],
  ['a token of base64', 'QZX/12+45/QZX==', 'a string of 15 characters'],
  ['a token that looks like a scheme', 'QZX:12345', 'a string of 9 characters'],
  ['a token in place of a host', 'ftp://QZX12345', 'a string of 14 characters'],
  ['a token in place of a user', 'ftp://QZX12345@host', 'a string of 19 characters'],
  ['a token in a path', 'ftp://host/QZX12345', 'a string of 19 characters'],
  ['a token in a relative address', '/QZX12345/ws', 'a string of 12 characters'],
  ['a token in a fragment', 'wss://QZX12345/ws#12345', 'a string of 23 characters'],
  ['a URL', new URL('ftp://QZX12345/QZX'), 'an object'],
  ['a number', 12_345.12_345, 'a number'],
  ['a bigint', 12_345n, 'a bigint'],
  ['a symbol', Symbol('QZX12345'), 'a symbol'],
  ['a list', ['QZX12345'], 'an array'],
  ['a function', () => 'QZX12345', 'a function'],
  ['an object that has a text', { toString: () => 'QZX12345', href: 12_345 }, 'an object'],
  ['nothing', null, 'null'],
];

const isTold = (text: string) => /qzx|12345/i.test(text);

const outcomeOf = async (options: ChatConnectionsOptions) => {
  const frames: unknown[] = [];
  const session = startSession({
    inspect: (event) => 'event' in event && frames.push(event.event),
    ...(options.url && { gateway: undefined as never }),
    ...options,
  });
  await session.open('42');
  const { records, events, at } = session;
  const emitted = [records, events, at('42'), frames].flat().map((one) => JSON.stringify(one));
  return { failure: at('42').failure, told: emitted.filter(isTold) };
};

const saying = (message: string) => ({ failure: { reason: 'misconfigured', message }, told: [] });

const A_VALUE = 'must be a string, number, boolean, null or undefined';

const isQueryValue = (given: unknown) => given === null || ['string', 'number'].includes(typeof given);

it.each(GIVEN)('[OB3, AT6] %s that url answers is not quoted', async (_, given, said) => {
  const { failure, told } = await outcomeOf({ url: () => given as never });
  expect({ reason: failure?.reason, told }).toEqual({ reason: 'misconfigured', told: [] });
  expect(failure?.message).toMatch(new RegExp(`^The address must be [a-zA-Z, ]+; received ${said}$`));
});

const NO_RECORDS = GIVEN.filter(([, given]) => typeof given !== 'object' || given === null || Array.isArray(given));

it.each(NO_RECORDS)('[OB3, AT6] %s that query answers is not quoted', async (_, given, said) => {
  expect(await outcomeOf({ query: () => given as never })).toEqual(
    saying(`The query must be a flat record or a URLSearchParams; received ${said}`),
  );
});

const NO_VALUES = GIVEN.filter(([, given]) => !isQueryValue(given));

it.each(NO_VALUES)('[OB3, AT6] %s as a value of a query is not quoted', async (_, given, said) => {
  expect(await outcomeOf({ query: async () => ({ tab: 1, token: given as never }) })).toEqual(
    saying(`The query's value 2 ${A_VALUE}; received ${said}`),
  );
});

it.each(NO_VALUES)('[OB3] %s in an option is not quoted', (_, given) => {
  const wrong = [{ query: { token: given } }, { protocols: [given] }, { url: [given] }, { query: [given] }];
  const messages = wrong.map((options) => {
    try {
      return createChatConnections(options as never);
    } catch (error) {
      return String(error);
    }
  });
  expect(messages).toEqual(
    wrong.map(() => expect.stringMatching(/^TypeError: The option \w+ must be [a-zA-Z, ]+; received an? [a-z]+$/)),
  );
  expect(messages.filter((message) => isTold(String(message)))).toEqual([]);
});

it('[OB3, AT6] a token in place of a name of a query is not quoted', async () => {
  expect(await outcomeOf({ query: () => ({ QZX12345: {} }) as never })).toEqual(
    saying(`The query's value 1 ${A_VALUE}; received an object`),
  );
});

it('[OB3, AT6] an error that is thrown while an address is composed tells no secret of the answer', async () => {
  const query = {
    token: 'QZX-12345',
    get room(): string {
      throw new Error(`no room for ${this.token}`);
    },
  };
  expect(await outcomeOf({ query: () => query })).toEqual(saying('no room for [redacted]'));
});

it('[OB3, AT6] a token in the path of an address is not in what a constructor says of it', async () => {
  const token = 'QZX12345-QZX12345-QZX';
  const WebSocket = class {
    constructor(url: string) {
      throw new SyntaxError(`The URL '${url}' is invalid`);
    }
  } as never;
  expect(await outcomeOf({ WebSocket, url: () => `wss://gateway.example/chats/42/${token}` })).toEqual(
    saying("The URL 'wss://gateway.example/chats/42/[redacted]' is invalid"),
  );
});
