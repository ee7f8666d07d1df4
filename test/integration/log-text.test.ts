import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../../src/index.js';
import { acceptsThenCloses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/** What Node's console writes. */
const startConsole = () => {
  let written = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      written += chunk;
      done();
    },
  });
  return { console: new Console(stream), written: () => written };
};

const IDS = ['%s%o%c', '100%sure', '50%', '%%s', '%%%', '% d', '%1$s%.2f', '%20some', '%5%5s', 'a%jb%Oc%ic%fc%dc%_c'];

describe('a log message', () => {
  it.each(IDS)(
    '[OB2] reads right in a console with the chat id %j, and leaves the record its place',
    async (chatId) => {
      const { console, written } = startConsole();
      const session = startSession({ logger: console });
      await session.open(chatId);
      session.gateway.latest().peer.closes(4000, `${chatId}: no`);
      await session.clock.advanceAsync(0);
      const lines = written().split('\n');
      expect(lines[0]).toBe(`Connecting to WebSocket for chat ${chatId} (first try) {`);
      expect(lines).toContain(
        `Connection lost for chat ${chatId} after 0 ms: the connection was lost: closed with 4000: ${chatId}: no {`,
      );
      expect(lines.filter((line) => line === "  event: 'attempt.started',").length).toBe(1);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: of a style, which `%c` would make.
      expect(written()).not.toMatch(/\u001b/);
    },
  );

  it.each([
    ['100% of %Fs, 5%, a%2Fb', '100% of %Fs, 5%, a%2Fb'],
    ['%s, %20some, %1.5d, 1%%', '%%s, %%20some, %%1.5d, 1%%%'],
  ])(
    '[OB2] has a per cent sign of %j twice only where a logger might take it for a placeholder',
    async (chatId, shown) => {
      const session = startSession();
      await session.open(chatId);
      expect(session.records[0]).toMatchObject({
        message: `Connecting to WebSocket for chat ${shown} (first try)`,
        chatId,
      });
    },
  );

  it('[OB2] takes nothing from what comes after the record', async () => {
    const lines: string[] = [];
    const write = (message: string, record: unknown) => lines.push(format(message, record, 'and', 'more'));
    const logger: Logger = { debug: write, info: write, warn: write, error: write };
    await startSession({ logger }).open('%s %s %s');
    expect(lines[0]).toMatch(/^Connecting to WebSocket for chat %s %s %s \(first try\) \{[\s\S]*\} and more$/);
  });
});

const HOSTILE = '\u001b[2J\u009b31mred\r\n\u202eINFO all is well\u0000\u2028';
const SHOWN = '\\u001b[2J\\u009b31mred\\u000d\\u000a\\u202eINFO all is well\\u0000\\u2028';

describe('control characters', () => {
  it('[OB3] of a reason are shown escaped in all that is emitted; classifyClose alone has them as they came', async () => {
    const classified: string[] = [];
    const session = startSession({
      classifyClose: ({ reason }) => {
        classified.push(reason);
        return 'fatal';
      },
    });
    session.gateway.behave(acceptsThenCloses(4000, HOSTILE));
    await session.open('42');
    await session.clock.advanceAsync(10);
    const message = `the connection was lost: closed with 4000: ${SHOWN}`;
    expect(classified).toEqual([HOSTILE]);
    expect(session.at('42')).toMatchObject({
      lastClose: { reason: SHOWN },
      lastFailure: { message },
      failure: { message },
    });
    expect(session.events.filter(({ type }) => type === 'close' || type === 'failed')).toMatchObject([
      { event: { reason: SHOWN } },
      { event: { failure: { message } } },
    ]);
    expect(session.logged('connection.lost')).toMatchObject([
      { reason: SHOWN, error: message, message: `Connection lost for chat 42 after 0 ms: ${message}` },
    ]);
    expect(session.logged('chat.failed')).toMatchObject([
      { error: message, message: `Gave up connecting to chat 42 (rejected): ${message}` },
    ]);
  });

  it('[OB3] of what a function of the options throws are shown escaped', async () => {
    const session = startSession({ query: () => Promise.reject(new Error(HOSTILE)) });
    await session.open('42');
    const message = `the address was not obtained: ${SHOWN}`;
    expect(session.at('42').lastFailure).toEqual({ kind: 'address', message });
    expect(session.logged('attempt.failed')).toMatchObject([{ error: message }]);
  });

  it('[OB2] of a chat id are shown escaped in the message; the field has the id itself', async () => {
    const session = startSession();
    await session.open(HOSTILE);
    expect(session.records[0]).toMatchObject({
      chatId: HOSTILE,
      message: `Connecting to WebSocket for chat ${SHOWN} (first try)`,
    });
    for (const { message } of session.records) expect(message).toBe(stripVTControlCharacters(message));
  });
});
