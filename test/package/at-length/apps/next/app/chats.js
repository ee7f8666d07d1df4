import { createChatConnections, replaceEarlier } from 'evenkeel';
import { createInspector } from 'evenkeel/inspect';
import { addressOf } from './address';

export const chats = replaceEarlier('chats', () =>
  createChatConnections({ url: addressOf, inspect: createInspector() }),
);
