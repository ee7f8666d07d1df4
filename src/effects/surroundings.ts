import { creatorOf, type GatewaySurroundings, ifPermitted, type PageLocation } from '../domain/gateway.js';

interface Process {
  readonly env?: Record<string, string | undefined>;
  getBuiltinModule?(id: 'node:fs'): { existsSync(path: string): boolean } | undefined;
}

interface Globals {
  readonly location?: PageLocation;
  readonly process?: Process;
}

const globals = globalThis as Globals;

/** Where the code runs, read at each call: first at the first attempt, never at import. */
export const surroundings = (): GatewaySurroundings => {
  const { location, process } = globals;
  return { location, env: process?.env, inContainer: location === undefined && isInContainer(process) };
};

/** Whether this is a page, or a page's worker. */
export const isPage = (): boolean => globals.location !== undefined;

/** Whether the page was loaded over TLS, so that it may not open plain connections. */
export const isSecurePage = (): boolean => {
  const { location } = globals;
  return location !== undefined && creatorOf(location).protocol === 'https:';
};

const isInContainer = (process: Process | undefined): boolean =>
  ifPermitted(() => process?.env?.['KUBERNETES_SERVICE_HOST']) !== undefined ||
  ifPermitted(() => process?.getBuiltinModule?.('node:fs')?.existsSync('/.dockerenv')) === true;
