import { createChatConnections } from 'evenkeel';
import { talk } from './talk.cjs';

talk(createChatConnections, globalThis.WebSocket ?? (await import('ws')).WebSocket);
