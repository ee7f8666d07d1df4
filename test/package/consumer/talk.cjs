// Says a word in a chat of the gateway, and ends once it has come back: the process has nothing more to do then.
exports.talk = (createChatConnections, WebSocket) => {
  const [, , gateway, token] = process.argv;
  const chats = createChatConnections({ gateway, WebSocket, query: { token } });
  const chat = chats.get('42');
  const states = [];
  chat.subscribe(({ state }) => {
    if (states.at(-1) !== state) states.push(state);
  });
  chat.on('message', ({ data }) => {
    const { type, from, text } = JSON.parse(data);
    if (type !== 'message') return;
    chats.dispose();
    const isNative = WebSocket === globalThis.WebSocket;
    process.stdout.write(JSON.stringify({ from, text, states, isNative }));
  });
  chats.select('42');
  chat.send(JSON.stringify({ type: 'message', text: 'hello' }));
};
