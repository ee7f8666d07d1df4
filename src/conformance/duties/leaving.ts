import { secondsOf } from '../client.js';
import type { Duty, DutyContext } from '../duty.js';
import { broken, type Finding, kept, NotAsked, Unmet } from '../finding.js';
import { eventOf, fromStart, newSender, operates } from './talk.js';

/** docs/recipes.md: hidden tabs may ping late. */
const IDLE_LIFE_MS = 130_000;
const RESTART_MS = 60_000;
const BETWEEN_ATTEMPTS_MS = 250;

const speaksDelivery = ({ contact }: DutyContext) => contact.outcome === 'open' && contact.protocol === 'delivery';

const answersCloses: Duty = {
  id: 'answers-closes',
  title: 'A close is answered at once',
  needs: 'any',
  expected: 'a close with 1000 is answered with 1000',
  advice: 'Answer a Close frame at once with its own code, and let the proxy pass both on.',
  async run({ settings, open }) {
    const client = await open();
    const close = await client.leaves();
    if (close === undefined) return broken(`no answer within ${secondsOf(settings.patienceMs)}`);
    return close.code === 1000 && close.wasClean ? kept('answered with 1000') : broken(client.ending());
  },
};

const idleLife: Duty = {
  id: 'idle-life',
  title: 'A silent connection lives',
  needs: 'any',
  pace: 'beside',
  expected: ({ idleMs }) =>
    idleMs >= IDLE_LIFE_MS
      ? `a silent connection lives for ${secondsOf(idleMs)}`
      : `a silent connection lives for 130 s or more; only ${secondsOf(idleMs)} were watched (--idle 130)`,
  advice: 'Let an idle connection live for 130 s or more, in the server and in every proxy before it.',
  async run(context) {
    const { settings, open } = context;
    const isDelivery = speaksDelivery(context);
    const client = await open();
    if (isDelivery) client.says(client.hello());
    const startedAt = settings.clock.now();
    await client.closes(settings.idleMs);
    if (client.close !== undefined)
      return broken(`${client.ending()} after ${secondsOf(settings.clock.now() - startedAt)} of silence`);
    const alive = kept(`alive after ${secondsOf(settings.idleMs)}`);
    if (!isDelivery) return (await client.leaves()) === undefined ? broken(SILENTLY_DEAD) : alive;
    // Either answer shows life; which of them is missing other duties tell.
    const before = client.texts.length;
    client.says({ t: 'ping' });
    client.says(client.hello());
    try {
      await client.until(() => client.texts.length > before, 'answer');
      return alive;
    } catch (error) {
      if (error instanceof Unmet) return broken(client.close === undefined ? SILENTLY_DEAD : client.ending());
      throw error;
    }
  },
};

const SILENTLY_DEAD = 'open, but nothing answers any more';

const restart: Duty = {
  id: 'restart',
  title: 'A restart is announced, and loses nothing',
  needs: 'any',
  after: ['PS6'],
  pace: 'end',
  expected:
    'connections are closed with 1012 (or 1001, without delivery), the server returns, and delivery has all it acknowledged',
  advice:
    'On shutdown stop accepting, close every connection with 1012, and acknowledge only what outlives the process.',
  async run(context) {
    const { settings, open, greet } = context;
    const { restart: restarts } = settings;
    if (restarts === undefined) throw new NotAsked('needs the operator: give `restart` (--restart-command)');
    const sender = newSender();
    const isDelivery = speaksDelivery(context);
    const before = isDelivery ? await greet(fromStart(sender)) : { client: await open() };
    const event = isDelivery ? await eventOf(before.client, sender, 1, settings) : undefined;
    const restarted = operates('restart', restarts);
    const [close] = await Promise.all([before.client.closes(RESTART_MS), restarted]);
    const isAnnounced = close?.code === 1012 || (close?.code === 1001 && !isDelivery);
    if (!isAnnounced) return broken(before.client.ending());
    await returned(context);
    if (event === undefined || !('welcome' in before)) return kept(`${before.client.ending()}, and back`);
    const { seq, tag } = event;
    const cursor = { epoch: before.welcome.epoch, seq, tag };
    const { welcome } = await greet({ senders: [{ id: sender, acked: 1 }], cursor });
    const hasForgotten = welcome.lost.includes(sender) || welcome.resume !== 'whole';
    return hasForgotten
      ? broken('back, but without what it had acknowledged')
      : kept(`${before.client.ending()}, and back`);
  },
};

/** Connects until it succeeds. */
async function returned({ settings: { clock }, open }: DutyContext): Promise<Finding> {
  const until = clock.now() + RESTART_MS;
  for (;;) {
    try {
      await open();
      return kept('back');
    } catch (error) {
      if (!(error instanceof Unmet) || clock.now() > until) throw error;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, BETWEEN_ATTEMPTS_MS));
    }
  }
}

export const LEAVING: readonly Duty[] = [answersCloses, idleLife, restart];
