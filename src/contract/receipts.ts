/** Why a message was not taken. */
export type SendRefusal = 'queue-full' | 'not-wanted' | 'failed' | 'disposed' | 'too-large' | 'queue-off' | 'not-open';

/** What became of a message: handed to the socket, waiting for it, or refused. `id` is unique to the connections object. */
export type SendReceipt =
  | { readonly id: number; readonly status: 'sent' | 'queued' }
  | { readonly id: number; readonly status: 'rejected'; readonly reason: SendRefusal };
