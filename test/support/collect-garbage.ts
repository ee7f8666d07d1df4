import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects what nothing holds any more; a WeakRef that was read holds its target until its task is over. */
export const collectGarbage = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
  collect();
};

/** The bytes that the process still holds once what nothing holds is collected. */
export const heapUsed = async (): Promise<number> => {
  for (let round = 0; round < 3; round += 1) await collectGarbage();
  return process.memoryUsage().heapUsed;
};
