/** What `fn` throws, as plain data: its class, code and message, and whether it carries a cause. */
export function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    if (!(error instanceof Error)) return error;
    const code = 'code' in error ? error.code : undefined;
    return { name: error.name, code, message: error.message, hasCause: 'cause' in error };
  }
  return undefined;
}

export const typeError = (code: string, message: string) => ({ name: 'TypeError', code, message, hasCause: false });
