/** Renders a pane of each framework as a server does, and prints what came of it. */
import * as react from 'evenkeel/react';
import * as vue from 'evenkeel/vue';
import { createElement } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import { render as renderSvelte } from 'svelte/server';
import { createSSRApp, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { chatId, chats } from './chats.mjs';

/** Compiled by who starts this. */
const { default: SveltePane } = await import(process.argv[2]);

const made = { sockets: 0, timers: 0 };
globalThis.WebSocket = class {
  constructor() {
    made.sockets += 1;
  }
};
for (const name of ['setTimeout', 'setInterval']) {
  const start = globalThis[name];
  globalThis[name] = (...args) => {
    made.timers += 1;
    return start(...args);
  };
}

function ReactPane() {
  const { chat, snapshot } = react.useChatConnection(chats, chatId);
  react.useChatEvent(chats, chatId, 'message', () => {});
  return createElement('p', null, `${chat.chatId}: ${snapshot.state}`);
}

const vuePane = createSSRApp({
  setup() {
    const { chat, snapshot } = vue.useChatConnection(chats, () => chatId);
    vue.useChatEvent(chats, chatId, 'message', () => {});
    return () => h('p', `${chat.value.chatId}: ${snapshot.value.state}`);
  },
});

const rendered = {
  react: renderReact(createElement(ReactPane)),
  svelte: renderSvelte(SveltePane).body,
  vue: await renderVue(vuePane),
};
const { selected, chats: inUse } = chats.getSnapshot();
process.stdout.write(JSON.stringify({ rendered, made, selected, inUse: inUse.size }));
