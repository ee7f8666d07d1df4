/** Bundlers put the value in its place; without a bundler there is no such name in a page. */
declare const process: { readonly env: { readonly NODE_ENV?: string } };

const THIS_MACHINE = /^(?:|localhost|127\.0\.0\.1|\[::1\])$/;

const buildMode = (): string | undefined => {
  try {
    return process.env.NODE_ENV;
  } catch {
    return undefined;
  }
};

/** Whether the page is in development: as its bundler says, or else whether it comes from this machine. */
export const isDevelopment = (): boolean => {
  const mode = buildMode();
  return mode === undefined ? THIS_MACHINE.test(location.hostname) : mode !== 'production';
};
