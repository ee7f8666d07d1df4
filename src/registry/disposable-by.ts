import type { PlatformDisposable } from '../contract/chat-connections.js';

/** `[Symbol.dispose]`, where the platform has it. */
export const disposableBy = (dispose: () => void): PlatformDisposable => {
  const { dispose: name } = Symbol as { dispose?: symbol };
  return (name === undefined ? {} : { [name]: dispose }) as PlatformDisposable;
};
