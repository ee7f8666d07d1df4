import type { Client, ClientOptions, Subject } from './subject.js';

/** A client, once it is open. */
export const connected = (subject: Subject, url: string, options: Omit<ClientOptions, 'onOpen'>): Promise<Client> =>
  new Promise((resolve) => {
    // Some open before the call returns: the client is there a moment later.
    const client = subject.connect(url, { ...options, onOpen: () => queueMicrotask(() => resolve(client)) });
  });
