// What evenkeel replaces, kept as the negative control of the browser tests: each fault is marked with its number.
const parameters = new URLSearchParams(location.search);
const gateway = parameters.get('gateway');
const everyMs = Number(parameters.get('everyMs'));
const MAX_ATTEMPTS = 10;

const banner = document.querySelector('section');
const nav = document.querySelector('nav');
let token = '';
let selected = null;
let socket = null;
let reconnects = 0; // F3: one counter for all chats

function show(state) {
  banner.dataset.state = state;
  banner.dataset.attempt = String(reconnects);
}

// F4: nothing limits how fast attempts follow each other
function connect(chatId) {
  const query = new URLSearchParams({ token });
  const opening = new WebSocket(`${gateway.replace('http', 'ws')}/api/v1/chats/${chatId}/ws?${query}`);
  if (chatId !== selected) return;
  socket = opening;
  show('connecting');
  opening.onopen = () => show('open');
  opening.onclose = () => {
    if (reconnects < MAX_ATTEMPTS) reconnects += 1;
    show(reconnects < MAX_ATTEMPTS ? 'backoff' : 'failed');
  };
}

// F1: a "reactive statement" that connects again whenever it finds the chat not connected
setInterval(() => {
  if (selected !== null && socket?.readyState !== WebSocket.OPEN) connect(selected);
}, everyMs);

// F2: two mount handlers, each of which opens the socket
const mountHandlers = [() => connect(selected), () => connect(selected)];

for (const button of nav.querySelectorAll('button')) {
  button.onclick = () => {
    selected = button.dataset.chat;
    for (const mounted of mountHandlers) mounted();
  };
}

document.querySelector('form').onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ user: document.querySelector('#name').value });
  const response = await fetch(`${gateway}/api/v1/login`, { method: 'POST', body });
  token = (await response.json()).token;
  for (const { dataset } of nav.querySelectorAll('button')) connect(dataset.chat); // F5: every recent chat
  nav.hidden = false;
};
