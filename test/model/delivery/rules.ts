/**
 * The rules of docs/protocol.md that can be taken out of the model, to see what each is for. All are kept by default, and
 * servers may run while a backup is restored, which PS13 forbids. Where they do not, RULES_OF_STOPPED_SERVERS are enough.
 */
export interface Rules {
  /** PS2: the welcome names the refused numbers. */
  readonly namesRefused: boolean;
  /** PS3: the welcome names the senders whose settled messages the server has forgotten. */
  readonly namesLost: boolean;
  /** PS3: a sender once named in `lost` stays so, and nothing more of it is taken. */
  readonly retiresLost: boolean;
  /** PS4: a cursor's tag is compared with the log's. */
  readonly comparesTags: boolean;
  /** PS5: after a whole welcome the events after the cursor are sent, not those after the head. */
  readonly sendsFromCursor: boolean;
  /** PS6: a message is taken if n = last + 1; otherwise if its number is not among the newest in the log. */
  readonly takesNextOnly: boolean;
  /** PS7: a repetition is answered; otherwise it is passed over in silence. */
  readonly answersRepetitions: boolean;
  /** PS8: a number that comes too early closes with 1012 if the log went back; otherwise always with 4400. */
  readonly knowsWhatItTold: boolean;
  /** PS9: the number of a cancelled message is given up by `skip`; otherwise it is left out. */
  readonly skipsCancelled: boolean;
  /** PC10: only what was certainly never sent is cancelled; otherwise what this page has not sent. */
  readonly cancelsUnsentOnly: boolean;
  /** PS10: a message is refused for what it is, whenever it comes; otherwise a server may change its mind. */
  readonly refusesForWhatItIs: boolean;
  /**
   * PS13: how a server whose log went back under living connections finds out: by the tag of what it sent last, before it sends
   * or takes anything; by numbers alone, at some time; or never.
   */
  readonly findsRestore: 'by tag' | 'by number' | 'never';
  /** PC1: a sender is used by one page at a time; otherwise a living page's sender may be adopted. */
  readonly ownsSenders: boolean;
  /** PC2: `acked` is read when the hello is sent; otherwise the client compares `last` with what it knows when the welcome comes. */
  readonly remembersAcked: boolean;
  /** PC3: no number is sent twice on one connection; otherwise another welcome starts again at its last + 1. */
  readonly sendsOnce: boolean;
  /** PC3: in flight ≤ window. */
  readonly keepsWindow: boolean;
  /** PC5: the client heeds `lost`. */
  readonly heedsLost: boolean;
  /** PC5: of the numbers from last + 1 to `acked` only the acknowledged ones are lost; otherwise the refused and cancelled ones too. */
  readonly losesAckedOnly: boolean;
  /** PC6: a connection whose ack is overdue is given up. */
  readonly givesUp: boolean;
  /** PC7: a hole ends the connection; otherwise the event is delivered. */
  readonly refusesHoles: boolean;
  /** PC7: events up to the cursor are dropped; otherwise they are delivered. */
  readonly dropsSeen: boolean;
  /** PC8: a snapshot's cursor is read before its data, after it, or (more than the rule asks) in one transaction with it. */
  readonly snapshotReads: 'cursor first' | 'data first' | 'at once';
  /** PC8: which cursor of a snapshot is said in another hello: any but the head of the welcome, one below it, none. */
  readonly greetsWithCursor: 'unless the head' | 'below the head' | 'never';
  /** PC9: between hello and welcome other frames are ignored. */
  readonly ignoresBeforeWelcome: boolean;
}

export const ALL_RULES: Rules = {
  namesRefused: true,
  namesLost: true,
  retiresLost: true,
  comparesTags: true,
  sendsFromCursor: true,
  takesNextOnly: true,
  answersRepetitions: true,
  knowsWhatItTold: true,
  skipsCancelled: true,
  cancelsUnsentOnly: true,
  refusesForWhatItIs: true,
  findsRestore: 'by tag',
  ownsSenders: true,
  remembersAcked: true,
  sendsOnce: true,
  keepsWindow: true,
  heedsLost: true,
  losesAckedOnly: true,
  givesUp: true,
  refusesHoles: true,
  dropsSeen: true,
  snapshotReads: 'cursor first',
  greetsWithCursor: 'unless the head',
  ignoresBeforeWelcome: true,
};
