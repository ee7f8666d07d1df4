/**
 * What this platform's WebSocket does where platforms differ: each probe tells it in a few words. They use nothing but
 * what pages and Node both have. `origin` is the behaviour server's, which does what the path of an upgrade names.
 */
type Probe = (origin: string, otherOrigin: string) => Promise<string>;

/** Longer than this no probe waits; what takes longer is told so. */
const PATIENCE_MS = 65_000;

const duration = (ms: number) =>
  ms < 1000 ? `${Math.max(10, Math.round(ms / 10) * 10)} ms` : `${Math.round(ms / 100) / 10} s`;
const rest = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A socket's events as they come, with codes; `task` where a timer of 0 ms, set at `error`, fires. */
function record(url: string) {
  const socket = new WebSocket(url);
  const events: string[] = [];
  const madeAt = performance.now();
  const waiting = new Set<() => void>();
  const note = (what: string) => {
    events.push(what);
    for (const look of waiting) look();
  };
  socket.addEventListener('open', () => note('open'));
  socket.addEventListener('error', () => {
    note('error');
    setTimeout(() => note('task'), 0);
  });
  socket.addEventListener('close', ({ code, wasClean }) => note(`close ${code}${wasClean ? ' clean' : ''}`));
  /** Resolves with how long after the construction it came, or null if it took longer. */
  const until = (name: string, patienceMs = PATIENCE_MS) =>
    new Promise<number | null>((resolve) => {
      const overdue = setTimeout(() => resolve(null), patienceMs);
      const look = () => {
        if (!events.some((event) => event.startsWith(name))) return;
        waiting.delete(look);
        clearTimeout(overdue);
        resolve(performance.now() - madeAt);
      };
      waiting.add(look);
      look();
    });
  return { socket, events, until, madeAt };
}

/** What came after `open`, and whether `close` came too late for whoever waited a task for it. */
const told = (events: readonly string[]) =>
  events.filter((event) => event !== 'open' && event !== 'task').join(', ') +
  (isLate(events) ? ' in a later task' : '');

function isLate(events: readonly string[]): boolean {
  const task = events.indexOf('task');
  return task !== -1 && events.findIndex((event) => event.startsWith('close')) > task;
}

/** How a socket ends that was dialed, and, once it is open, acted on. */
async function ending(url: string, act: (socket: WebSocket) => void = () => {}): Promise<string> {
  const { socket, events, until } = record(url);
  const acted = until('open', 3000).then((ms) => ms !== null && act(socket));
  await Promise.race([acted.then(() => until('close', 5000)), until('error', 8000).then(() => rest(1000))]);
  await rest(50);
  return told(events);
}

/** How long after an open socket was told to end, by either side, its `close` comes. */
async function closeTime(url: string, act: (socket: WebSocket) => void = () => {}): Promise<string> {
  const { socket, events, until } = record(url);
  const openedAfter = (await until('open')) ?? 0;
  act(socket);
  const closedAfter = await until('close');
  const at =
    closedAfter === null ? `none within ${duration(PATIENCE_MS)}` : `after ${duration(closedAfter - openedAfter)}`;
  return closedAfter === null ? at : `${events.at(-1)} ${at}`;
}

/** Whether a second socket opens while the first hangs in its handshake. */
async function besideHung(hungOrigin: string, origin: string): Promise<string> {
  const hung = record(`${hungOrigin}/hangs`);
  await rest(300);
  const second = record(`${origin}/accepts`);
  const opened = await second.until('open', 3000);
  hung.socket.close();
  if (opened !== null) return `opens in ${duration(opened)}`;
  const closedAt = performance.now();
  const late = await second.until('open', 30_000);
  second.socket.close();
  return late === null
    ? 'waits, even after the first was closed'
    : `waits; opens ${duration(performance.now() - closedAt)} after the first is closed`;
}

function constructing(url: string): string {
  try {
    const socket = new WebSocket(url);
    socket.addEventListener('error', () => {});
    socket.close();
    return 'is resolved against the page';
  } catch (error) {
    return `throws ${(error as Error).name}`;
  }
}

const PATIENT = ['peer sends Close, but no FIN', 'our `close()`, and the peer ignores it'];

const socketProbes: Readonly<Record<string, Probe>> = {
  'handshake answered 401': (origin) => ending(`${origin}/refuses`),
  'RST on an open socket': (origin) => ending(`${origin}/resets`, (socket) => socket.send('now')),
  'FIN without Close': (origin) => ending(`${origin}/ends`),
  'code 1006 on the wire': (origin) => ending(`${origin}/closes/1006`),
  'code 999 on the wire': (origin) => ending(`${origin}/closes/999`),
  'code 5000 on the wire': (origin) => ending(`${origin}/closes/5000`),
  'peer sends Close, but no FIN': (origin) => closeTime(`${origin}/closesWithoutFin`),
  'our `close()`, and the peer ignores it': (origin) => closeTime(`${origin}/ignores`, (socket) => socket.close()),
  '`close()` while CONNECTING': async (origin) => {
    const { socket, events, until, madeAt } = record(`${origin}/hangs`);
    await rest(100);
    socket.close();
    const isInside = events.length > 0;
    const calledAt = performance.now();
    const at = await until('error', 5000);
    await rest(100);
    const when = at === null ? 'nothing within 5 s' : `after ${duration(Math.max(0, madeAt + at - calledAt))}`;
    return `${told(events)} ${isInside ? 'inside the call' : when}`.trim();
  },
  'upgrade never answered': async (origin) => {
    const { socket, until } = record(`${origin}/hangs`);
    const gaveUpAfter = await until('error');
    socket.close();
    return gaveUpAfter === null
      ? `hangs for more than ${duration(PATIENCE_MS)}`
      : `gives up after ${duration(gaveUpAfter)}`;
  },
  'a socket to the same port while another hangs in its handshake': (origin) => besideHung(origin, origin),
  'the same to another port of that host': (origin, other) => besideHung(origin, other),
  "`new WebSocket('foo')`": async () => constructing('foo'),
};

/** Runs them one after the other, but for those that wait long and disturb nobody. */
export async function runSocketProbes(origin: string, otherOrigin: string): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  const tell = async ([name, probe]: [string, Probe]) => {
    told[name] = await probe(origin, otherOrigin);
  };
  const isPatient = ([name]: [string, Probe]) => PATIENT.includes(name);
  const probes = Object.entries(socketProbes);
  const patient = probes.filter(isPatient).map(tell);
  for (const probe of probes.filter((one) => !isPatient(one))) await tell(probe);
  await Promise.all(patient);
  return Object.fromEntries(probes.map(([name]) => [name, told[name] ?? '']));
}
