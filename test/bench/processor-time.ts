/** The processor time of this process, in ms: other work on the machine does not count. */
export const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Lets everything else have its turn. */
export const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
