import type { ConnectionSnapshot } from '../../src/index.js';
import {
  accepts,
  acceptsThenCloses,
  acceptsThenDrops,
  answersPings,
  type Behaviour,
  closesLate,
  closesSynchronously,
  type FakeWebSocket,
  failsWithErrorOnly,
  goesSilent,
  hangs,
  refuses,
  throwsOnConstruction,
} from '../../src/testing/index.js';
import type { Act, ChatName, Script, SocketAct } from './random-steps.js';
import { FORBIDDEN, HELLO, PING, PONG, REFUSED, WELCOME } from './walk-options.js';
import { Planted } from './walk-violation.js';
import type { World } from './walk-world.js';

const SCRIPTS: Record<Script, () => Behaviour> = {
  hangs,
  accepts,
  'accepts late': () => accepts({ afterMs: 700 }),
  refuses,
  throws: () => throwsOnConstruction(new Planted('thrown by the constructor')),
  'accepts, then drops': () => acceptsThenDrops({ afterMs: 3_500 }),
  'accepts, then closes 4401': () => acceptsThenCloses(4401),
  'error only': failsWithErrorOnly,
  'error only, still CONNECTING': () => failsWithErrorOnly({ readyState: 0 }),
  'hangs, closes inside': () => closesSynchronously(hangs()),
  'accepts, closes inside': () => closesSynchronously(accepts()),
  'accepts, closes late': () => closesLate(5_000),
  'goes silent': goesSilent,
  'answers pings': () => answersPings((data) => data === PING, PONG),
};

/** Those that will say welcome by themselves. */
const welcoming = new WeakSet<object>();

/** Whoever accepts by itself admits whoever greets it, too. */
export const behaviourOf = (script: Script): Behaviour => {
  const behaviour = SCRIPTS[script]();
  if (script === 'hangs' || script === 'hangs, closes inside') return behaviour;
  return (peer) => {
    peer.onMessage((data) => {
      if (data !== HELLO) return;
      welcoming.add(peer);
      peer.after(0, () => peer.sends(WELCOME));
    });
    behaviour(peer);
  };
};

/** Does this, unless it does not apply. */
export const perform = async (world: World, act: Act): Promise<void> => {
  const { clock, gateway, page } = world;
  switch (act.does) {
    case 'page':
      return page.goesThrough(act.signal, act.isRaw);
    case 'answer': {
      const open = world.requests.filter(({ chatId, isAnswered }) => chatId === act.chat && !isAnswered);
      return (act.isNewest ? open.at(-1) : open[0])?.answer(act.with);
    }
    case 'socket':
      return onSocket(world, act.chat, act.isCurrent, act.act);
    case 'script':
      if (act.chat === null) return gateway.behave(behaviourOf(act.script));
      return gateway.behaveFor(act.chat, behaviourOf(act.script));
    case 'advance':
      return await clock.advanceAsync(act.ms);
    case 'next deadline':
      return await clock.advanceAsync(Math.max(0, (clock.pending[0]?.at ?? clock.now()) - clock.now()));
    case 'sleep':
      world.sleptUntil = clock.now() + act.ms;
      return clock.sleep(act.ms);
    case 'wall':
      world.wallMovedAt = clock.now();
      return clock.shiftWall(act.ms);
    default:
      return world.wish(act);
  }
};

/** Whether the library still has to do with the chat's newest socket. */
export const hasSocket = ({ state, phase }: ConnectionSnapshot): boolean =>
  state === 'open' || phase === 'dialing' || phase === 'greeting';

const onSocket = (world: World, chat: ChatName, isNewest: boolean, act: SocketAct): void => {
  const sockets = world.sockets.of(chat);
  const socket = isNewest ? sockets.at(-1) : sockets[0];
  if (socket === undefined) return;
  const isStale = socket !== sockets.at(-1) || !hasSocket(world.at(chat));
  const before = world.fingerprint();
  happen(world, socket, act, isStale ? null : chat);
  world.expect('AT7', !isStale || world.fingerprint() === before, () => `a stale socket of ${chat} had an effect`);
};

/** `chat` null: the socket is stale. */
const happen = (world: World, socket: FakeWebSocket, act: SocketAct, chat: ChatName | null): void => {
  const { peer, readyState } = socket;
  const isConnecting = readyState === socket.CONNECTING;
  const isOpen = readyState === socket.OPEN;
  if (typeof act === 'object') {
    if ('emitsClose' in act) {
      const { emitsClose: code } = act;
      return peer.emits('close', { code, reason: '', wasClean: code !== 1006 });
    }
    if (readyState === socket.OPEN || readyState === socket.CLOSING) peer.closes(act.closes, act.reason);
    return;
  }
  switch (act) {
    case 'accepts':
      return isConnecting ? peer.accepts() : undefined;
    case 'refuses':
      return isConnecting ? peer.refuses() : undefined;
    case 'fails with error only':
      return isConnecting ? peer.failsWithErrorOnly() : undefined;
    case 'fails with error only, still CONNECTING':
      return isConnecting ? peer.failsWithErrorOnly({ readyState: 0 }) : undefined;
    case 'drops':
      return isOpen ? peer.drops() : undefined;
    case 'sends':
      return isOpen ? sends(world, socket, chat, 1) : undefined;
    case 'sends twice':
      return isOpen ? sends(world, socket, chat, 2) : undefined;
    case 'sends a pong':
      return isOpen ? peer.sends(PONG) : undefined;
    case 'welcomes':
      return isOpen && isGreeted(world, chat) && !welcoming.has(peer) ? peer.sends(WELCOME) : undefined;
    case 'refuses the greeting':
      return isOpen && isGreeted(world, chat) ? peer.sends(REFUSED) : undefined;
    case 'forbids':
      return isOpen && isGreeted(world, chat) ? peer.sends(FORBIDDEN) : undefined;
    case 'goes silent':
      return peer.goesSilent();
    case 'stops reading':
      return peer.stopsReading();
    case 'reads':
      return peer.reads();
    case 'stops reading for some sends':
      return isOpen && chat !== null ? stutters(world, socket, chat) : undefined;
    case 'answers close inside':
      return peer.answersClose('inside');
    case 'emits open':
      return isOpen || chat === null ? peer.emits('open', {}) : undefined;
    case 'emits error':
      return peer.emits('error', {});
  }
};

/** Else these would be messages; a stale socket may say what it likes. */
const isGreeted = (world: World, chat: ChatName | null) => chat === null || world.at(chat).phase === 'greeting';

/** What is sent once the peer reads again waits behind what had to be queued (SD2). */
const stutters = (world: World, { peer }: FakeWebSocket, chat: ChatName): void => {
  peer.stopsReading();
  world.wish({ does: 'send', chat, size: 'large' });
  world.wish({ does: 'send', chat, size: 'text' });
  peer.reads();
  world.wish({ does: 'send', chat, size: 'text' });
};

/** Frames of the chat's own arrive: at once and in order, unless the socket is stale (ME1, ME3). */
const sends = (world: World, { peer }: FakeWebSocket, chat: ChatName | null, count: number): void => {
  world.listening.takeDelivered();
  const frames = Array.from({ length: count }, (_, index) => `${chat}!${index}`);
  const isOpen = chat !== null && world.at(chat).state === 'open';
  for (const frame of frames) peer.sends(frame);
  const delivered = world.listening.takeDelivered().join();
  const expected = isOpen ? frames.join() : '';
  // User code that is asked for a pong, or for the time, may have ended all.
  if (world.isDisposed) return;
  const isCutShort = isOpen && world.at(chat).state !== 'open' && expected.startsWith(delivered);
  world.expect(
    isOpen ? 'ME1' : 'ME3',
    delivered === expected || isCutShort,
    () => `"${delivered}" was delivered for "${expected}"`,
  );
};
