import { setTimeout } from 'node:timers/promises';
import type { RecordItem } from './record.js';
import type { Network, Stage } from './stage.js';

/** Something that goes wrong, or that whoever runs the servers does. */
export interface Fault {
  readonly name: string;
  /** How often it comes, beside the others. */
  readonly weight: number;
  run(): Promise<void>;
}

const MAX_FAULT_MS = 4_000;
const MAX_TRANSIT_MS = 30;
/** Publications to each chat of a restored backup, before anybody is let in: its log may pass the cursors of the clients. */
const MAX_ADDED = 30;

/** All that can happen on a stage, and what of it is on its way. */
export const faultsOf = (stage: Stage, record: RecordItem, random: () => number) => {
  const { storage, chats } = stage;
  const pending = new Set<Promise<void>>();
  /** Those that can be restored, the newest last. */
  const backups: number[] = [];
  let taken = 0;
  let texts = 0;

  const below = (limit: number) => Math.floor(random() * limit);
  const someMs = () => below(MAX_FAULT_MS);
  const aChat = () => chats[below(chats.length)] ?? '';
  const someGateways = () => stage.gateways[below(stage.gateways.length)];
  /** What ends by itself, while other things happen. */
  const meanwhile = (work: Promise<void>) => {
    const done = work.finally(() => pending.delete(done));
    pending.add(done);
  };
  const onNetwork = (
    name: string,
    weight: number,
    act: (network: Network) => void,
    undo?: (network: Network) => void,
  ) => ({
    name,
    weight,
    run: async () => {
      const network = stage.networks[below(stage.networks.length)];
      if (network === undefined) return;
      act(network);
      if (undo !== undefined) meanwhile(setTimeout(someMs()).then(() => undo(network)));
    },
  });
  const publish = async (chat: string) => {
    texts += 1;
    const text = `backend#${texts}`;
    const seq = await someGateways()?.publish(chat, text);
    if (seq !== undefined) record({ type: 'published', chat, text, seq });
  };
  const readAll = async () => {
    for (const chat of chats) record(await storage.read(chat));
  };
  const backUp = async () => {
    taken += 1;
    const heads = await storage.backUp(taken);
    backups.push(taken);
    record({ type: 'backed up', backup: taken, heads });
  };
  const restore = async () => {
    await stage.killGateways();
    await storage.quiet();
    await readAll();
    const backup = backups.at(-1) ?? 0;
    await storage.restore(backup);
    record({ type: 'restored', backup });
    await stage.startGateways(1);
    for (const chat of chats) for (let count = below(MAX_ADDED); count > 0; count -= 1) await publish(chat);
    await stage.startGateways();
    stage.connect();
  };

  const faults: readonly Fault[] = [
    onNetwork('a network resets', 6, ({ proxy }) => proxy.reset()),
    onNetwork('a network ends', 3, ({ proxy }) => proxy.end()),
    onNetwork('a network strands', 4, ({ proxy }) => proxy.strand()),
    onNetwork(
      'a network stalls',
      2,
      ({ proxy }) => proxy.stall(),
      ({ proxy }) => proxy.flow(),
    ),
    onNetwork(
      'nothing reaches the server',
      2,
      ({ proxy }) => proxy.stall('toServer'),
      ({ proxy }) => proxy.flow(),
    ),
    onNetwork(
      'nothing reaches the clients',
      2,
      ({ proxy }) => proxy.stall('toClient'),
      ({ proxy }) => proxy.flow(),
    ),
    onNetwork(
      'a network is slow',
      2,
      (network) => {
        network.transitMs = 1 + below(MAX_TRANSIT_MS);
      },
      (network) => {
        network.transitMs = 0;
      },
    ),
    {
      name: 'a gateway is killed',
      weight: 5,
      async run() {
        await stage.killGateways(below(storage.maxGateways));
        await stage.startGateways();
        stage.connect();
      },
    },
    ...Object.entries(storage.faults).map(([name, run]) => ({ name, weight: 1, run })),
    {
      name: 'something is published',
      weight: 4,
      // It fails where the gateway has lost its database: then it may be in the log or not.
      run: () => publish(aChat()).catch(() => undefined),
    },
    {
      name: 'a log is trimmed',
      weight: 3,
      async run() {
        const logged = await storage.read(aChat());
        const { chat, oldest, head } = logged;
        // Half of the time those who are away for a moment find nothing of it any more.
        const before = random() < 0.5 ? head + 1 : oldest + below(head + 2 - oldest);
        record(logged);
        record({ type: 'trims', chat, before });
        await someGateways()
          ?.trim(chat, before)
          .catch(() => undefined);
      },
    },
    { name: 'a backup is taken', weight: 2, run: backUp },
    { name: 'a backup is restored', weight: 2, run: restore },
    {
      name: 'an older backup is restored',
      weight: 1,
      run() {
        // What is newer than the one that is restored is thrown away.
        if (backups.length > 1) backups.pop();
        return restore();
      },
    },
    ...Object.entries(stage.pages?.faults ?? {}).map(([name, run]) => ({ name, weight: 2, run: () => run(random) })),
  ];

  return {
    all: faults,
    /** There is a backup of the beginning, at least. */
    begin: backUp,
    byChance(): Fault {
      let rest = random() * faults.reduce((sum, { weight }) => sum + weight, 0);
      for (const fault of faults) {
        rest -= fault.weight;
        if (rest < 0) return fault;
      }
      return faults[0] as Fault;
    },
    /** Everything runs and flows again. */
    async end() {
      await Promise.all(pending);
      await stage.startGateways();
      stage.connect();
    },
  };
};
