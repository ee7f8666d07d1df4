/** Calls user code; what it throws is reported as an uncaught error would be, and goes no further. */
export function attemptCall(fn: () => void): void;
export function attemptCall<Argument>(fn: (argument: Argument) => void, argument: Argument): void;
export function attemptCall(fn: (argument?: unknown) => void, argument?: unknown): void {
  try {
    fn(argument);
  } catch (error) {
    reportThrown(error);
  }
}

/** As the platform reports uncaught errors: `reportError` in a page, an uncaught exception elsewhere. */
export const reportThrown = (error: unknown): void => {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
};
