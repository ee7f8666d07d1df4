/** Why a message was not accepted. */
export type SendRefusal = 'queue-full' | 'not-wanted' | 'failed' | 'disposed' | 'too-large' | 'queue-off' | 'not-open';

/** What happened to a message: passed to the socket, queued, or rejected. `id` is unique within the connections object. */
export type SendReceipt =
  | { readonly id: number; readonly status: 'sent' | 'queued' }
  | { readonly id: number; readonly status: 'rejected'; readonly reason: SendRefusal };
