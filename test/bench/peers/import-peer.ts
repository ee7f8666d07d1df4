import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..');

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly dependencies?: Readonly<Record<string, string>>;
  };

/** The peers and their versions, as the package of the benchmarks asks for them. */
export const peerVersions = (): Readonly<Record<string, string>> => manifestOf(FOLDER).dependencies ?? {};

/** Whether each peer is there, in its version. */
export const arePeersInstalled = (): boolean =>
  Object.entries(peerVersions()).every(([name, version]) => {
    const folder = join(FOLDER, 'node_modules', name);
    return existsSync(folder) && manifestOf(folder).version === version;
  });

/** A module of a peer; the compiler does not look for it, since a clone does not have it until it is asked to measure. */
export const importPeer = async <Module>(name: string): Promise<Module> => (await import(name)) as Module;

/** What globals were before clients had need of others; undefined for none. */
const before = new Map<string, PropertyDescriptor | undefined>();

export const beGlobal = (values: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(values)) {
    if (!before.has(name)) before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
};

/** The globals are what they were: nothing is measured any more. */
export const giveGlobalsBack = (): void => {
  for (const [name, descriptor] of before) {
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, descriptor);
  }
};

/** A page that all who look for one find. */
export interface PretendedPage {
  goesOffline(): void;
  comesOnline(): void;
}

let pretended: PretendedPage | null = null;

/** What a page has and a Node process has not: a navigator, and events of the network. One for a process. */
export const pretendPage = (): PretendedPage => {
  if (pretended !== null) return pretended;
  const events = new EventTarget();
  const navigator = { onLine: true };
  beGlobal({
    navigator,
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  });
  const turn = (onLine: boolean) => {
    navigator.onLine = onLine;
    events.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
  };
  pretended = { goesOffline: () => turn(false), comesOnline: () => turn(true) };
  return pretended;
};
