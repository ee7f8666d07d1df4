import type { ChatConnections, PlatformDisposable } from '../contract/chat-connections.js';
import type { EngineFactory } from '../engine/chart.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { Registry } from './registry.js';

/** Chat connections whose charts run on this engine. */
export const connectionsOn = (createEngine: EngineFactory, options: ResolvedOptions): ChatConnections => {
  const registry = new Registry(options, createEngine);
  const { select, retain, get, on, retry, reconnect, subscribe, getSnapshot, dispose } = registry;
  return { select, retain, get, on, retry, reconnect, subscribe, getSnapshot, dispose, ...disposableBy(dispose) };
};

const disposableBy = (dispose: () => void): PlatformDisposable => {
  const { dispose: name } = Symbol as { dispose?: symbol };
  return (name === undefined ? {} : { [name]: dispose }) as PlatformDisposable;
};
