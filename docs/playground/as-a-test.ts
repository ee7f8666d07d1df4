import type { ConnectionSnapshot } from '../../src/index.js';
import { AT_FIRST, actionOf, codeOfMode, conditionsAfter, PING, PONG } from './actions.js';
import type { Step } from './steps.js';

export interface Seen {
  readonly snapshot: ConnectionSnapshot;
  /** How many sockets were constructed. */
  readonly sockets: number;
}

/** What was clicked as a test, which expects what was seen. */
export const asATest = (steps: readonly Step[], { snapshot, sockets }: Seen): string => {
  const body = linesOf(steps);
  const used = ['acceptsThenCloses', 'hangs', 'refuses'].filter((name) =>
    body.some((line) => line.includes(`${name}(`)),
  );
  const imports = ['answersPings', 'createFakeGateway', 'createFakePage', 'createSeededRandom', 'createVirtualClock'];
  const names = [...imports, ...used].sort();
  const { state, phase, attempt, wanted } = snapshot;
  const expected = JSON.stringify({ state, phase, attempt, wanted })
    .replaceAll('"', "'")
    .replace(/'(\w+)':/g, '$1: ')
    .replaceAll(',', ', ')
    .replace(/^\{|\}$/g, (brace) => (brace === '{' ? '{ ' : ' }'));
  return `import { createChatConnections } from 'evenkeel';
import { ${names.join(', ')} } from 'evenkeel/testing';
import { expect, it } from 'vitest';

const PING = '${PING}';
const PONG = '${PONG}';

it('ends as ${state}', async () => {
  const clock = createVirtualClock();
  const page = createFakePage();
  const gateway = createFakeGateway({ clock, behaviour: ${codeOfMode(AT_FIRST.mode)} });
  const chats = createChatConnections({
    gateway: 'ws://gateway.example',
    query: async () => ({ token: 'ticket' }),
    heartbeat: { ping: () => PING, isPong: (data) => data === PONG },
    WebSocket: gateway.WebSocket,
    signals: page,
    clock,
    random: createSeededRandom(1),
  });
  const chat = chats.get('42');

${body.map((line) => `  ${line}\n`).join('')}
  expect(chat.getSnapshot()).toMatchObject(${expected});
  expect(gateway.sockets).toHaveLength(${sockets});
  chats.dispose();
});
`;
};

/** Promises settle after each action, as they do in the playground. */
const linesOf = (steps: readonly Step[]): readonly string[] => {
  const lines: string[] = [];
  let conditions = AT_FIRST;
  for (const [index, step] of steps.entries()) {
    if (typeof step === 'number') {
      lines.push(`await clock.advanceAsync(${written(step)});`);
      continue;
    }
    lines.push(...actionOf(step).code(conditions));
    conditions = conditionsAfter(conditions, step);
    if (typeof steps[index + 1] !== 'number') lines.push('await clock.settle();');
  }
  return lines;
};

/** `61_000` */
const written = (ms: number): string => String(ms).replace(/\B(?=(\d{3})+$)/g, '_');
