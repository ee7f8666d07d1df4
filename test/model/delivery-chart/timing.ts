/** How long the client waits for an acknowledgement or a welcome. */
export const ACK_TIMEOUT_MS = 5_000;
/** How long the core waits for a welcome. */
export const GREETING_TIMEOUT_MS = 8_000;
/** Between the end of a connection and the next attempt. */
export const BACKOFF_MS = 1_000;
/** Some time, shorter than any of the client's timers. */
export const MOMENT_MS = 2_000;
