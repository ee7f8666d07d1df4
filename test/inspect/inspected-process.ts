/** A program of its own: opens a chat under an inspector, and has nothing more to do once it is disposed of. */

import { createChatConnections } from '../../src/index.js';
import { createInspector } from '../../src/inspect/node/index.js';
import { createFakeGateway } from '../../src/testing/index.js';

const inspector = createInspector();
const { WebSocket } = createFakeGateway();
const chats = createChatConnections({ gateway: 'ws://127.0.0.1:9', WebSocket, inspect: inspector });
chats.get('42').on('open', () => chats.dispose());
chats.select('42');
await inspector.serve();
