const { createChatConnections } = require('evenkeel');
const { talk } = require('./talk.cjs');

talk(createChatConnections, globalThis.WebSocket ?? require('ws').WebSocket);
