/**
 * The globals that every supported platform has (browsers, Node 20 and later), as far as the library uses them. It is
 * compiled without the DOM library and without Node's types, so that neither appears in the published declarations.
 */
declare const performance: { now(): number };
declare function setTimeout(fn: () => void, delayMs?: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare function queueMicrotask(fn: () => void): void;

declare class URLSearchParams {
  append(name: string, value: string): void;
  toString(): string;
}

/** Without setters: React Native's has none. */
declare class URL {
  constructor(url: string, base?: string);
  readonly href: string;
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
}

interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };
