import {
  acceptsThenCloses,
  answersPings,
  type Behaviour,
  type FakeGateway,
  type FakePage,
  hangs,
  refuses,
  type VirtualClock,
} from '../../src/testing/index.js';

/** What a client has around it. */
export interface Surroundings {
  readonly clock: VirtualClock;
  readonly gateway: FakeGateway;
  readonly page: FakePage;
  /** Commands of the user. */
  readonly user: { select(): void; leave(): void; retry(): void };
}

export const PING = '{"type":"ping"}';
export const PONG = '{"type":"pong"}';
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What the gateway does with handshakes; `code` is the same as text of a test. */
const MODES = {
  accept: {
    behaviour: (): Behaviour => answersPings((data) => data === PING, PONG),
    code: 'answersPings((data) => data === PING, PONG)',
  },
  refuse: { behaviour: (): Behaviour => refuses(), code: 'refuses()' },
  hang: { behaviour: (): Behaviour => hangs(), code: 'hangs()' },
  'close-4401': {
    behaviour: (): Behaviour => acceptsThenCloses(4401, 'token expired'),
    code: "acceptsThenCloses(4401, 'token expired')",
  },
  'close-4503': {
    behaviour: (): Behaviour => acceptsThenCloses(4503, 'retry-after=10'),
    code: "acceptsThenCloses(4503, 'retry-after=10')",
  },
} as const;

export type Mode = keyof typeof MODES;

/** What the actions so far have led to, beside the client. */
export interface Conditions {
  readonly mode: Mode;
  readonly isWanted: boolean;
  readonly isOffline: boolean;
  readonly isFrozen: boolean;
}

export const AT_FIRST: Conditions = { mode: 'accept', isWanted: false, isOffline: false, isFrozen: false };

export const behaviourOf = (mode: Mode): Behaviour => MODES[mode].behaviour();
export const codeOfMode = (mode: Mode): string => MODES[mode].code;

/** Something that a visitor can do. */
export interface Action {
  readonly group: 'Chat' | 'Gateway' | 'Connection' | 'Page';
  readonly label: string;
  /** What happens then, in a sentence. */
  readonly hint: string;
  /** What it changes. */
  readonly sets?: Partial<Conditions>;
  /** Does it to one client. */
  act(surroundings: Surroundings, before: Conditions): void;
  /** The same as lines of a test, which has `clock`, `gateway`, `page`, `chats` and `chat`. */
  code(before: Conditions): readonly string[];
}

const answersBy = (mode: Mode, label: string, hint: string): Action => ({
  group: 'Gateway',
  label,
  hint,
  sets: { mode },
  act: ({ gateway }) => gateway.behave(behaviourOf(mode)),
  code: () => [`gateway.behave(${codeOfMode(mode)});`],
});

const closesAll = (mode: Mode, code: number, reason: string, label: string, hint: string): Action => ({
  group: 'Gateway',
  label,
  hint,
  sets: { mode },
  act: ({ gateway }) => {
    gateway.behave(behaviourOf(mode));
    for (const { peer } of gateway.open) peer.closes(code, reason);
  },
  code: () => [
    `gateway.behave(${codeOfMode(mode)});`,
    `for (const { peer } of gateway.open) peer.closes(${code}, '${reason}');`,
  ],
});

const GOES_SILENT = 'for (const { peer } of gateway.open) peer.goesSilent();';
const silenceAll = (gateway: FakeGateway) => {
  for (const { peer } of gateway.open) peer.goesSilent();
};

export const ACTIONS = {
  select: {
    group: 'Chat',
    label: 'Select',
    hint: 'The user opens the chat.',
    sets: { isWanted: true },
    act: ({ user }) => user.select(),
    code: () => ["chats.select('42');"],
  },
  leave: {
    group: 'Chat',
    label: 'Leave',
    hint: 'The user goes elsewhere.',
    sets: { isWanted: false },
    act: ({ user }) => user.leave(),
    code: () => ['chats.select(null);'],
  },
  retry: {
    group: 'Chat',
    label: 'Retry',
    hint: 'The user presses the button of the banner.',
    act: ({ user }) => user.retry(),
    code: () => ['chat.retry();'],
  },
  accept: answersBy('accept', 'Accepts', 'The gateway accepts connections and answers pings.'),
  refuse: answersBy('refuse', 'Refuses', 'The gateway refuses every new handshake.'),
  hang: answersBy('hang', 'Hangs', 'The gateway never answers a handshake.'),
  'close-4401': closesAll(
    'close-4401',
    4401,
    'token expired',
    '4401',
    'The gateway closes: the token is not accepted.',
  ),
  'close-4503': closesAll(
    'close-4503',
    4503,
    'retry-after=10',
    '4503',
    'The gateway closes: come back in 10 seconds at the earliest.',
  ),
  drop: {
    group: 'Connection',
    label: 'Drop',
    hint: 'The connection breaks, and the browser notices.',
    act: ({ gateway }) => {
      for (const { peer } of gateway.open) peer.drops();
    },
    code: () => ['for (const { peer } of gateway.open) peer.drops();'],
  },
  'half-open': {
    group: 'Connection',
    label: 'Half-open',
    hint: 'The connection is dead, and the browser does not notice.',
    act: ({ gateway }) => silenceAll(gateway),
    code: () => [GOES_SILENT],
  },
  offline: {
    group: 'Page',
    label: 'Offline',
    hint: 'The network is gone, and the browser says so.',
    sets: { isOffline: true },
    act: ({ gateway, page }) => {
      silenceAll(gateway);
      gateway.behave(refuses());
      page.goesOffline();
    },
    code: () => [GOES_SILENT, 'gateway.behave(refuses());', 'page.goesOffline();'],
  },
  online: {
    group: 'Page',
    label: 'Online',
    hint: 'The network is back.',
    sets: { isOffline: false },
    act: ({ gateway, page }, { mode }) => {
      gateway.behave(behaviourOf(mode));
      page.comesOnline();
    },
    code: ({ mode }) => [`gateway.behave(${codeOfMode(mode)});`, 'page.comesOnline();'],
  },
  freeze: {
    group: 'Page',
    label: 'Freeze',
    hint: 'The browser freezes the page. Its time stands still.',
    sets: { isFrozen: true },
    act: ({ page }) => page.freezes(),
    code: () => ['page.freezes();'],
  },
  resume: {
    group: 'Page',
    label: 'Resume',
    hint: 'The page resumes after a minute.',
    sets: { isFrozen: false },
    act: ({ clock, page }) => {
      clock.sleep(MINUTE_MS);
      page.resumes();
    },
    code: () => ['clock.sleep(60_000);', 'page.resumes();'],
  },
  sleep: {
    group: 'Page',
    label: 'Sleep an hour',
    hint: 'The computer sleeps for an hour. Its connections are dead when it wakes.',
    act: ({ clock, gateway }) => {
      silenceAll(gateway);
      clock.sleep(HOUR_MS);
    },
    code: () => [GOES_SILENT, 'clock.sleep(3_600_000);'],
  },
} as const satisfies Record<string, Action>;

export type ActionId = keyof typeof ACTIONS;

export const ACTION_IDS = Object.keys(ACTIONS) as readonly ActionId[];

export const actionOf = (id: ActionId): Action => ACTIONS[id];

export const conditionsAfter = (before: Conditions, id: ActionId): Conditions => ({ ...before, ...actionOf(id).sets });

/** Whether the action can do anything. */
export const isPossible = (
  id: ActionId,
  { isWanted, isOffline, isFrozen }: Conditions,
  openSockets: number,
): boolean => {
  if (isFrozen) return id === 'resume';
  switch (id) {
    case 'select':
      return !isWanted;
    case 'leave':
    case 'retry':
      return isWanted;
    case 'resume':
      return false;
    case 'drop':
    case 'half-open':
      return openSockets > 0;
    case 'online':
      return isOffline;
    case 'offline':
      return !isOffline;
    default:
      return actionOf(id).group !== 'Gateway' || !isOffline;
  }
};
