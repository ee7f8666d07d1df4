import { setTimeout } from 'node:timers/promises';
import type { Item, RecordItem } from './record.js';
import type { Network, Stage } from './stage.js';
import { until } from './until.js';

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
export const faultsOf = (stage: Stage, items: readonly Item[], record: RecordItem, random: () => number) => {
  const { storage, chats } = stage;
  const pending = new Set<Promise<void>>();
  /** Those that can be restored, the newest last. */
  const backups: number[] = [];
  let taken = 0;
  let texts = 0;

  const below = (limit: number) => Math.floor(random() * limit);
  const someMs = () => below(MAX_FAULT_MS);
  const aChat = () => chats[below(chats.length)] ?? '';
  const aGateway = () => stage.gateways[below(stage.gateways.length)];
  const aNetwork = () => stage.networks[below(stage.networks.length)];
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
      const network = aNetwork();
      if (network === undefined) return;
      act(network);
      if (undo !== undefined) meanwhile(setTimeout(someMs()).then(() => undo(network)));
    },
  });
  /** It fails where the gateway has lost its database: then it may be in the log or not. */
  const publish = async (chat: string) => {
    texts += 1;
    const text = `backend#${texts}`;
    const seq = await aGateway()
      ?.publish(chat, text)
      .catch(() => undefined);
    if (seq !== undefined) record({ type: 'published', chat, text, seq });
  };
  /** Up to a seq by chance, or all. */
  const trim = async (chat: string, isWhole: boolean) => {
    const logged = await storage.read(chat);
    const { oldest, head } = logged;
    const before = isWhole ? head + 1 : oldest + below(head + 2 - oldest);
    record(logged);
    record({ type: 'trims', chat, before });
    // It fails likewise.
    await aGateway()
      ?.trim(chat, before)
      .catch(() => undefined);
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
    await Promise.all(chats.flatMap((chat) => Array.from({ length: below(MAX_ADDED) }, () => publish(chat))));
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
      run: () => publish(aChat()),
    },
    {
      name: 'a log is trimmed',
      weight: 2,
      run: () => trim(aChat(), false),
    },
    {
      name: 'a log is trimmed while a network is down',
      weight: 2,
      async run() {
        const [chat, network] = [aChat(), aNetwork()];
        const before = items.length;
        network?.proxy.stall();
        await publish(chat);
        await trim(chat, true);
        network?.proxy.reset();
        network?.proxy.flow();
        const isTold = async () =>
          items.slice(before).some((item) => item.type === 'gap' && item.chat === chat && item.why === 'expired');
        await until(isTold, MAX_FAULT_MS);
      },
    },
    { name: 'a backup is taken', weight: 4, run: backUp },
    { name: 'a backup is restored', weight: 1.5, run: restore },
    {
      name: 'an older backup is restored',
      weight: 0.5,
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
