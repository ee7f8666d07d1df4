import * as store from 'svelte/store';
import { describe, expect, test } from 'vitest';
import * as evenkeel from '../../src/index.js';
import {
  createFakeGateway,
  createFakePage,
  createSeededRandom,
  createVirtualClock,
  refuses,
} from '../../src/testing/index.js';
import type { CodeBlock } from './code-blocks.js';
import { blockAt } from './example.js';
import { pageAt } from './page-text.js';
import { runBlock } from './run-block.js';

const page = pageAt('docs/migrating.md');

const world = () => {
  const clock = createVirtualClock();
  return { clock, gateway: createFakeGateway({ clock }) };
};

type World = ReturnType<typeof world>;

/** What a block of the page exports: functions that a component calls. */
type Exports = Readonly<Record<string, (argument: unknown) => unknown>>;

/** Runs a block of the page where its sockets and timers are those of the world. */
const exportsOf = async (block: CodeBlock, { clock, gateway }: World): Promise<Exports> => {
  const createChatConnections = (options: evenkeel.ChatConnectionsOptions) =>
    evenkeel.createChatConnections({
      clock,
      WebSocket: gateway.WebSocket,
      signals: createFakePage(),
      random: createSeededRandom(1),
      ...options,
    });
  const modules: Record<string, object> = { 'svelte/store': store, evenkeel: { ...evenkeel, createChatConnections } };
  const globals = {
    WebSocket: gateway.WebSocket,
    setTimeout: clock.setTimeout,
    append: () => undefined,
    render: () => undefined,
  };
  return (await runBlock(block, { globals, load: async (name) => modules[name] })) as Exports;
};

interface Fault {
  readonly rules: string;
  /** On the page, with what is wrong before. */
  readonly heading: string;
  /** Uses what the block exports, and counts what shows the fault. */
  readonly measure: (block: Exports, world: World) => Promise<number>;
}

const FAULTS: readonly Fault[] = [
  {
    rules: '[SE2, RE1]',
    heading: 'F1: a reactive statement connects again whenever it finds the chat not connected',
    /** Sockets in ten minutes in which the gateway refuses them. */
    async measure({ mount }, { clock, gateway }) {
      gateway.behave(refuses());
      mount?.('42');
      await clock.advanceAsync(600_000);
      return gateway.sockets.length;
    },
  },
  {
    rules: '[AT1]',
    heading: 'F2: two mount handlers each open the socket',
    /** Sockets of one chat at once. */
    async measure({ mount }, { clock, gateway }) {
      mount?.('42');
      await clock.advanceAsync(60_000);
      return gateway.peakLive('42');
    },
  },
  {
    rules: '[SE8]',
    heading: 'F3: one counter of reconnections for all chats',
    /** Sockets of a chat that is lost once, after another has used up its attempts. */
    async measure({ connect }, { clock, gateway }) {
      connect?.('sound');
      await clock.advanceAsync(1_000);
      gateway.behaveFor('dead', refuses());
      connect?.('dead');
      await clock.advanceAsync(600_000);
      gateway.latest('sound').peer.drops();
      await clock.advanceAsync(60_000);
      return gateway.socketsOf('sound').length;
    },
  },
  {
    rules: '[AT2]',
    heading: 'F4: nothing limits how fast attempts follow each other',
    /** Sockets in the first 5 s of an outage, while a button is pressed ten times a second. */
    async measure({ connect, retry }, { clock, gateway }) {
      gateway.behave(refuses({ afterMs: 100 }));
      connect?.('42');
      for (let press = 0; press < 50; press += 1) {
        await clock.advanceAsync(100);
        retry?.('42');
      }
      return gateway.sockets.length;
    },
  },
  {
    rules: '[SE1]',
    heading: 'F5: every recent chat is connected on mount',
    /** Sockets before anybody selects a chat. */
    async measure({ mount }, { clock, gateway }) {
      mount?.(['1', '2', '3']);
      await clock.advanceAsync(60_000);
      return gateway.sockets.length;
    },
  },
];

/** The figures that the page has of a fault. */
const FIGURES = /: ([\d,]+)\ssockets? (?:in all )?before,\s(\d+) after\.\)/;

describe('on the page about migrating', () => {
  test.each(FAULTS.map((fault) => [fault.rules, fault.heading, fault] as const))(
    '%s %s: before, but not after',
    async (_rules, heading, { measure }) => {
      const [, section = ''] = page.split(`\n### ${heading}\n`);
      const figures = [];
      for (const number of [1, 2]) {
        const place = world();
        const exported = await exportsOf(blockAt('docs/migrating.md', heading, number), place);
        figures.push((await measure(exported, place)).toLocaleString('en-US'));
      }
      expect(figures).toEqual(FIGURES.exec(section)?.slice(1));
    },
  );
});
