/** What the chart tells its socket. */
import type { ConnectionContext, SocketCommand, SocketInput } from './connection.types.js';

export const askAddress: SocketCommand = { type: 'address.ask' };

export const askSlot: SocketCommand = { type: 'slot.ask' };

export const dial: SocketCommand = { type: 'socket.dial' };

export const greet: SocketCommand = { type: 'greeting.begin' };

export const watchQuiet: SocketCommand = { type: 'quiet.watch' };

export const watchFrame: SocketCommand = { type: 'frame.watch' };

export const ping: SocketCommand = { type: 'ping.send' };

// The last frame before a connection is closed on purpose.

export const sayReleased: SocketCommand = { type: 'goodbye.say', why: 'released' };

export const sayEvicted: SocketCommand = { type: 'goodbye.say', why: 'evicted' };

export const sayDisposed: SocketCommand = { type: 'goodbye.say', why: 'disposed' };

export const sayRenewed: SocketCommand = { type: 'goodbye.say', why: 'renewed' };

export const sayFrozen: SocketCommand = { type: 'goodbye.say', why: 'frozen' };

/** The input of a new socket. */
export const socketInput = ({ chatId, attempt, trigger }: ConnectionContext): SocketInput => ({
  chatId,
  attempt,
  trigger,
});
