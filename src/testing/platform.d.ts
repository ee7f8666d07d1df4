/** More globals that the test doubles need. Browsers and Node 20 and later have them all, except `FileReader` in Node. */
declare class DOMException extends Error {
  constructor(message: string, name: string);
}

declare class Blob {
  constructor(parts: ArrayBuffer[]);
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

declare class MessageChannel {
  readonly port1: { onmessage: (() => void) | null; close(): void };
  readonly port2: { postMessage(message: unknown): void };
}

declare class FileReader {
  onload: (() => void) | null;
  readAsText(blob: Blob): void;
}
