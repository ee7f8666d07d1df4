/** What Node, Bun and Deno have, as far as the server half uses it beyond src/platform.d.ts. */
declare const setImmediate: ((fn: () => void) => unknown) | undefined;

declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: boolean; readonly ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
