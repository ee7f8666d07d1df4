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

/** Where the code runs, read again at each call: the first is made at the first attempt, none at import. */
export const surroundings = (): GatewaySurroundings => {
  const { location, process } = globals;
  return { location, env: process?.env, inContainer: location === undefined && isInContainer(process) };
};

/** Whether this is a page, or a worker of one. */
export const isPage = (): boolean => globals.location !== undefined;

/** Whether the page was loaded over TLS, and so may open no plain connection. */
export const isSecurePage = (): boolean => {
  const { location } = globals;
  return location !== undefined && creatorOf(location).protocol === 'https:';
};

const isInContainer = (process: Process | undefined): boolean =>
  ifPermitted(() => process?.env?.['KUBERNETES_SERVICE_HOST']) !== undefined ||
  ifPermitted(() => process?.getBuiltinModule?.('node:fs')?.existsSync('/.dockerenv')) === true;
