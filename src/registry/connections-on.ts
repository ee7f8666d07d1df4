import type { ChatConnections } from '../contract/chat-connections.js';
import type { EngineFactory } from '../engine/chart.js';
import type { RunDefinition } from '../engine/definition.js';
import { withRunDefinition } from '../engine/run-definition.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { disposableBy } from './disposable-by.js';
import { Registry } from './registry.js';

/** Chat connections whose charts run on this engine, as do those of layers above them. */
export const connectionsOn = (
  createEngine: EngineFactory,
  runDefinition: RunDefinition,
  options: ResolvedOptions,
): ChatConnections => {
  const registry = new Registry(options, createEngine);
  const { select, retain, get, on, retry, reconnect, subscribe, getSnapshot, dispose } = registry;
  const disposable = disposableBy(dispose);
  return withRunDefinition(
    { select, retain, get, on, retry, reconnect, subscribe, getSnapshot, dispose, ...disposable },
    runDefinition,
  );
};
