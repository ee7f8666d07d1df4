/** What `faulty-chat.js` finds where there is no document: a page with one chat, to which somebody logs in. */
export interface StandIn {
  /** The globals that the script asks for. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** Logs in, as the script demands before anything else. */
  logIn(): Promise<void>;
  /** Clicks at the chat. */
  click(): void;
  /** What its banner says: `connecting`, `open`, `backoff` or `failed`; nothing at first. */
  readonly state: string;
}

export interface StandInOptions {
  /** `http://host` */
  readonly gateway: string;
  readonly chatId: string;
  /** How often its "reactive statement" runs. */
  readonly everyMs: number;
  readonly WebSocket: unknown;
  readonly setInterval: (fn: () => void, delayMs: number) => unknown;
}

interface Form {
  onsubmit?(event: { preventDefault(): void }): Promise<void>;
}

export const standInDocument = ({ gateway, chatId, everyMs, WebSocket, setInterval }: StandInOptions): StandIn => {
  const button: { readonly dataset: object; onclick?(): void } = { dataset: { chat: chatId } };
  const form: Form = {};
  const banner: { readonly dataset: { state?: string } } = { dataset: {} };
  const elements: Record<string, object> = {
    section: banner,
    nav: { hidden: true, querySelectorAll: () => [button] },
    form,
    '#name': { value: 'ada' },
  };
  return {
    globals: {
      URLSearchParams,
      WebSocket,
      document: { querySelector: (name: string) => elements[name] },
      fetch: async () => ({ json: async () => ({ token: 'ticket' }) }),
      location: { search: `?gateway=${gateway}&everyMs=${everyMs}` },
      setInterval,
    },
    logIn: async () => form.onsubmit?.({ preventDefault: () => undefined }),
    click: () => button.onclick?.(),
    get state() {
      return banner.dataset.state ?? '';
    },
  };
};
