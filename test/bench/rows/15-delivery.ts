import { type Fault, type Schedule, scheduleOf } from '../delivery/faults.js';
import { own } from '../delivery/own.js';
import { type Delivered, runThrough } from '../delivery/run.js';
import { PEERS_OF_DELIVERY } from '../delivery/subjects.js';
import { isFlawless, type Tally } from '../delivery/tally.js';
import { written } from '../figures.js';
import { arePeersInstalled } from '../peers/import-peer.js';
import type { Row } from '../row.js';

const SEED = 1;
const TIMES = {
  full: { everyMs: 200, peaceMs: 60_000, quietMs: 60_000 },
  smoke: { everyMs: 50, peaceMs: 30_000, quietMs: 4_000 },
} as const;

const WORDS: Readonly<Record<Fault['kind'], string>> = {
  reset: 'connections cut by RST',
  end: 'connections cut by FIN',
  'half-open': 'half-open connections, cut in the end',
  unacknowledged: 'cuts after the server was heard no more, while it still heard its clients',
  delay: 'segments delayed',
  'slow reader': 'a burst for a slow reader, cut off halfway',
  outage: 'the server out of reach',
  kill: 'the server killed (`kill -9`) and started again on its database',
};

const partsOf = ({ lost, doubled, outOfOrder }: Tally): readonly number[] => [lost, doubled, outOfOrder];

const sumOf = ({ sent, received }: Delivered): readonly number[] =>
  partsOf(sent).map((part, index) => part + (partsOf(received)[index] ?? 0));

const isWithoutFault = ({ sent, received }: Delivered): boolean => isFlawless(sent) && isFlawless(received);

/** How often each fault came, and how long it lasted. */
const faultsIn = ({ faults }: Schedule): string =>
  (Object.keys(WORDS) as Fault['kind'][])
    .map((kind) => {
      const these = faults.filter(({ fault }) => fault.kind === kind).map(({ fault }) => fault.ms / 1_000);
      const durations = [...new Set(these)].filter((seconds) => seconds > 0 && kind !== 'kill').sort((a, b) => a - b);
      const lasting =
        durations.length === 0 ? '' : ` (${durations.map((seconds) => written(seconds)).join(' and ')} s)`;
      return `${these.length} × ${WORDS[kind]}${lasting}`;
    })
    .join('; ');

export const row: Row = {
  number: 15,
  title: 'Delivery under faults',
  goal: 'nothing lost, nothing doubled, nothing out of order',
  async run(scale) {
    const schedule = scheduleOf(scale, SEED);
    const subjects = [own, ...(arePeersInstalled() ? PEERS_OF_DELIVERY : [])];
    const delivered = await runThrough(subjects, { schedule, ...TIMES[scale] });
    const [ours] = delivered as [Delivered];
    const flawless = delivered.filter((one) => one !== ours && isWithoutFault(one)).map(({ name }) => name);
    const ownSum = sumOf(ours);
    return {
      notes: [
        `All clients at once, at their best settings, each with a server process and a line of its own, over real sockets, but in one process themselves; one run of ${written(schedule.totalMs / 60_000)} minutes. Each client is given ${written(1_000 / TIMES[scale].everyMs)} messages a second, whether or not it is connected; as many come from others. “Sent” is what of the client’s messages is in the server’s log in the end, “received” is what of the log, the client’s own messages included, its application was given. Then everything is left in peace for a minute. The sockets are of \`ws\`, and as in a page tell nothing after \`close()\`.`,
        `What happens, to all lines at the same moment, in an order and at moments that a seed decides: ${faultsIn(schedule)}.`,
        flawless.length === 0
          ? 'No peer was without a fault.'
          : `Without a fault as well: ${flawless.join('; ')}. What these rows add is an application’s own: ids that the database knows, and a log that is read from where the client was.`,
        'No page is reloaded: no peer keeps messages over a reload, and Node has no IndexedDB; how evenkeel keeps them is tested in Chromium (`test/browser`). Nor is a backup restored or a log trimmed.',
        subjects.map(({ name, setting }) => `- **${name}**: ${setting}`).join('\n'),
      ],
      tables: [
        {
          columns: [
            { title: 'client' },
            ...['sent', 'received'].flatMap((way) =>
              ['lost', 'doubled', 'out of order'].map((what) => ({ title: `${way}: ${what}`, digits: 0 })),
            ),
            { title: 'to send', digits: 0 },
            { title: 'in the log', digits: 0 },
          ],
          rows: delivered.map(({ name, sent, received, given, logged }) => [
            name,
            ...partsOf(sent),
            ...partsOf(received),
            given,
            logged,
          ]),
        },
      ],
      drawings: [
        {
          kind: 'groups',
          name: 'delivery',
          title: 'Messages lost, doubled and out of order in ten minutes of faults',
          unit: 'messages, sent and received',
          parts: ['lost', 'doubled', 'out of order'],
          groups: delivered.map((one) => ({ label: one.name, values: sumOf(one), isOurs: one === ours })),
        },
      ],
      verdicts: [
        {
          goal: 'lost, doubled, out of order: 0, 0, 0',
          measured: `${ownSum.map((sum) => written(sum)).join(', ')} of ${written(ours.given, 0)} sent and ${written(ours.logged, 0)} received`,
          met: isWithoutFault(ours),
        },
      ],
    };
  },
};
