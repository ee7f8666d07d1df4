import { createChatConnections } from 'evenkeel';

export const chats = createChatConnections();
export const chatId = '42';
