import type { ConnectionEvent } from '../../../machines/index.js';
import {
  type ChatConnections,
  type ChatConnectionsOptions,
  createChatConnections,
  type LogRecord,
} from '../../../src/index.js';
import { countedSockets } from '../bare-page/counted-sockets.js';
import type { MountedPane, MountPane, PaneProps, ShownPaneProps } from './pane.js';
import { mountReactMachine } from './react-machine.js';
import { mountReactPane } from './react-pane.js';
import { hydratePane, renderedAgain } from './react-probes.js';
import { mountSvelteMachine, mountSveltePane } from './svelte-pane.svelte.js';
import { mountVuePane } from './vue-pane.js';

const PANES = { svelte: mountSveltePane, react: mountReactPane, vue: mountVuePane } as const;

const MACHINES = { svelte: mountSvelteMachine, react: mountReactMachine } as const;

export type Framework = keyof typeof PANES;

/** What can be read on a pane. */
export interface PaneView {
  readonly chatId: string | null;
  readonly state: string;
  readonly receipt: string;
  readonly messages: readonly string[];
}

const sockets = countedSockets();
/** Of the whole page, for it outlives each test. */
const complaints: string[] = [];
const complain = (...what: readonly unknown[]) => void complaints.push(what.map(String).join(' '));
Object.assign(console, { warn: complain, error: complain });
window.addEventListener('error', ({ message }) => complain(message));
window.addEventListener('unhandledrejection', ({ reason }) => complain(reason));

/** The panes of one test, over connections of their own, and what can be counted of both. */
class BindingsPage {
  readonly chats: ChatConnections;
  /** How often components called each of these. */
  readonly calls = { select: 0, retain: 0, get: 0 };
  readonly #records: LogRecord[] = [];
  readonly #elements: Element[] = [];
  readonly #panes: MountedPane[] = [];
  readonly #before = { sockets: sockets.made().length, complaints: complaints.length };

  constructor(options: ChatConnectionsOptions) {
    document.body.replaceChildren();
    const record = (_message: string, fields: LogRecord) => void this.#records.push(fields);
    const logger = { debug: record, info: record, warn: record, error: record };
    const chats = createChatConnections({ logger, ...options });
    const counted = <Name extends keyof typeof this.calls>(name: Name): ChatConnections[Name] => {
      const call: (chatId: never) => unknown = chats[name];
      return ((chatId: never) => {
        this.calls[name] += 1;
        return call(chatId);
      }) as ChatConnections[Name];
    };
    this.chats = { ...chats, select: counted('select'), retain: counted('retain'), get: counted('get') };
  }

  /** What went wrong without anyone to tell, and the warnings of the frameworks. */
  get complaints(): readonly string[] {
    return complaints.slice(this.#before.complaints);
  }

  /** The chat of every socket, in the order of construction. */
  get sockets(): readonly string[] {
    const made = sockets.made().slice(this.#before.sockets);
    return made.map(({ chatId }) => chatId);
  }

  mount(framework: Framework, chatId: string | null, hold: PaneProps['hold'] = 'select'): void {
    this.#mount(PANES[framework], { chats: this.chats, chatId, hold, tick: 0, isShown: true });
  }

  /** Mounts the pane that a module of this code exports as `mountPane`. */
  async mountFrom(code: string, chatId: string): Promise<void> {
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const { mountPane } = (await import(/* @vite-ignore */ url)) as { readonly mountPane: MountPane };
    this.#mount(mountPane, { chats: this.chats, chatId, hold: 'select', tick: 0, isShown: true });
  }

  /** Shows the bare machine, with a button for each of the events. */
  mountMachine(framework: keyof typeof MACHINES, events: readonly ConnectionEvent[]): void {
    MACHINES[framework](this.#newElement(), events);
  }

  hydrateReactPane(chatId: string): void {
    hydratePane(this.#newElement(), this.chats, chatId);
  }

  /** How many different objects React's hook returned in that many renderings, and how many different values in them. */
  identitiesInReact(chatId: string | null, times: number): Record<string, number> {
    const returned = renderedAgain(this.chats, chatId, times);
    const different = (values: readonly unknown[]) => new Set(values).size;
    return {
      renderings: returned.length,
      objects: different(returned),
      chats: different(returned.map(({ chat }) => chat)),
      snapshots: different(returned.map(({ snapshot }) => snapshot)),
      sends: different(returned.map(({ send }) => send)),
      retries: different(returned.map(({ retry }) => retry)),
    };
  }

  async update(props: Partial<ShownPaneProps>, index = 0): Promise<void> {
    await this.#panes[index]?.update(props);
  }

  unmount(index = 0): void {
    this.#panes[index]?.unmount();
  }

  /** Clicks the button with that text. */
  click(text: string, index = 0): void {
    const buttons = [...(this.#elements[index]?.querySelectorAll('button') ?? [])];
    buttons.find((button) => button.textContent.trim() === text)?.click();
  }

  view(index = 0): PaneView {
    const section = this.#elements[index]?.querySelector('section');
    const text = (selector: string) => section?.querySelector(selector)?.textContent ?? '';
    return {
      chatId: section?.dataset['chat'] ?? null,
      state: text('[role=status]'),
      receipt: text('output'),
      messages: [...(section?.querySelectorAll('li') ?? [])].map((item) => item.textContent),
    };
  }

  /** The states that the chat has been in, but for the first. */
  statesOf(chatId: string): string[] {
    return this.#records
      .filter((record) => record.event === 'state.changed' && record.chatId === chatId)
      .map(({ state }) => state);
  }

  end(): void {
    for (const pane of this.#panes) pane.unmount();
    this.chats.dispose();
  }

  #mount(mountPane: MountPane, props: ShownPaneProps): void {
    this.#panes.push(mountPane(this.#newElement(), props));
  }

  #newElement(): Element {
    const element = document.body.appendChild(document.createElement('div'));
    this.#elements.push(element);
    return element;
  }
}

/** Ends what there was and begins anew, at that gateway. */
const start = (gateway: string, options: ChatConnectionsOptions): void => {
  (Reflect.get(globalThis, 'bindings') as BindingsPage | undefined)?.end();
  const query = async () => {
    const response = await fetch(`${gateway}/api/v1/login`, { method: 'POST', body: '{"user":"ana"}' });
    return (await response.json()) as { readonly token: string };
  };
  Reflect.set(globalThis, 'bindings', new BindingsPage({ gateway, query, ...options }));
};

declare global {
  /** Both only in the page: for the functions that a test evaluates there. */
  const bindings: BindingsPage;
  const startBindings: typeof start;
}

Reflect.set(globalThis, 'startBindings', start);
