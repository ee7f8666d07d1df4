const refuse = (): never => {
  throw new Error('not to be read');
};

/** What may be thrown or answered, and can hardly be looked at. */
export const UNREADABLE: Readonly<Record<string, () => unknown>> = {
  'an object without prototype': () => Object.create(null),
  'an error whose message throws': () => Object.defineProperty(new Error('x'), 'message', { get: refuse }),
  'an error whose message has no text': () => Object.assign(new Error(), { message: Object.create(null) }),
  'an object whose code throws': () => Object.defineProperty({ toString: refuse }, 'code', { get: refuse }),
  'a proxy that answers nothing': () => new Proxy(new Error('x'), { get: refuse, has: refuse, ownKeys: refuse }),
  'a proxy without an object': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};
