import { invalidValue } from '../domain/invalid-value.js';
import type { RunDefinition } from './definition.js';

/** The same in every copy of the library in a page. */
const RUN_DEFINITION = Symbol.for('evenkeel.run-definition');

/** The connections, which know from now on how other charts run on the engine of theirs. Whoever copies or lists them sees nothing of it. */
export const withRunDefinition = <Connections extends object>(
  connections: Connections,
  run: RunDefinition,
): Connections => Object.defineProperty(connections, RUN_DEFINITION, { value: run });

/** How charts of a definition run on the engine of these connections. Throws `TypeError` (`ERR_INVALID_OPTION`) if they are not the library's. */
export const runDefinitionOf = (connections: object): RunDefinition => {
  const run: unknown = Reflect.get(Object(connections), RUN_DEFINITION);
  if (isRunDefinition(run)) return run;
  const expected = 'what createChatConnections returned, not a copy of it';
  throw invalidValue('ERR_INVALID_OPTION', 'The connections', expected, connections);
};

const isRunDefinition = (value: unknown): value is RunDefinition => typeof value === 'function';
