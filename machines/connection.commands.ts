/** What the chart tells its socket. */
import type { ConnectionContext, SocketCommand, SocketInput } from './connection.types.js';

export const askAddress: SocketCommand = { type: 'address.ask' };

export const askSlot: SocketCommand = { type: 'slot.ask' };

export const dial: SocketCommand = { type: 'socket.dial' };

export const watchQuiet: SocketCommand = { type: 'quiet.watch' };

export const watchFrame: SocketCommand = { type: 'frame.watch' };

export const ping: SocketCommand = { type: 'ping.send' };

/** What a new one is started with. */
export const socketInput = ({ chatId, attempt, trigger }: ConnectionContext): SocketInput => ({
  chatId,
  attempt,
  trigger,
});
