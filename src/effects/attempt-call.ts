/** Calls user code. What it throws is reported like an uncaught error and goes no further. */
export function attemptCall(fn: () => void): void;
export function attemptCall<Argument>(fn: (argument: Argument) => void, argument: Argument): void;
export function attemptCall(fn: (argument?: unknown) => void, argument?: unknown): void {
  try {
    fn(argument);
  } catch (error) {
    reportThrown(error);
  }
}

/** Reports like the platform does with uncaught errors: by `reportError` in a page, as an uncaught exception elsewhere. */
export const reportThrown = (error: unknown): void => {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
};
