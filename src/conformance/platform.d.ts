/** What the command line uses of Node. */
declare const process: {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly versions: { readonly node: string };
  readonly stdout: { write(text: string, done: () => void): boolean };
  readonly stderr: { write(text: string, done: () => void): boolean };
  cwd(): string;
  exit(code: number): never;
};

declare function fetch(
  address: string,
  options: { readonly method: string },
): Promise<{ readonly ok: boolean; readonly status: number }>;

declare module 'node:util' {
  export function parseArgs<Options extends object>(config: {
    readonly args: readonly string[];
    readonly options: Options;
    readonly allowPositionals: true;
  }): {
    readonly positionals: readonly string[];
    readonly values: { readonly [Name in keyof Options]?: unknown };
  };
}

declare module 'node:module' {
  export function createRequire(path: string): (name: string) => unknown;
}

declare module 'node:path' {
  export function join(...parts: string[]): string;
}

declare module 'node:child_process' {
  interface Child {
    readonly stdout: { on(event: 'data', listener: (bytes: unknown) => void): unknown } | null;
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'close', listener: (code: number | null) => void): unknown;
  }
  export function spawn(
    command: string,
    options: {
      readonly shell: true;
      readonly stdio: readonly ['ignore', 'pipe', 'ignore'];
      readonly env: { readonly [name: string]: string | undefined };
    },
  ): Child;
}

interface UpgradeRequest {
  on(event: 'response', listener: (response: { readonly statusCode?: number; destroy(): void }) => void): unknown;
  on(event: 'upgrade', listener: (response: unknown, socket: { destroy(): void }) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  on(event: 'timeout', listener: () => void): unknown;
  destroy(): void;
  end(): void;
}

interface UpgradeRequestOptions {
  readonly headers: { readonly [name: string]: string };
  readonly timeout: number;
}

declare module 'node:http' {
  export function request(address: string, options: UpgradeRequestOptions): UpgradeRequest;
}

declare module 'node:https' {
  export function request(address: string, options: UpgradeRequestOptions): UpgradeRequest;
}
