import type { Timer } from '../contract/clock.js';
import type { ClientFrame, HelloFrame } from '../domain/delivery-frames.js';
import { canBeKept } from './checked-names.js';
import type { CommitQueue } from './commit-queue.js';
import type { Guest, ResolvedServerOptions } from './delivery-server-options.js';
import { briefText, PONG, welcomeTo } from './frame-texts.js';
import { Inbox } from './inbox.js';
import { LatestCall } from './latest-call.js';
import { LogFollower } from './log-follower.js';
import { MessageIntake } from './message-intake.js';
import type { Arrival } from './read-frame.js';
import { CloseWith } from './refusals.js';
import type { Member, Room, Rooms } from './room.js';
import { type Say, wordsOf } from './server-log.js';
import { Outlet, type ServerSocket } from './server-socket.js';

/** What the connections of a server share. */
export interface Surroundings {
  readonly options: ResolvedServerOptions;
  readonly commits: CommitQueue;
  readonly rooms: Rooms;
  readonly say: Say;
  readonly onEnded: (connection: Connection) => void;
}

/** One client's connection: its frames strictly in order, its events as fast as it takes them. */
export class Connection implements Member {
  readonly #chatId: string;
  readonly #surroundings: Surroundings;
  readonly #outlet: Outlet;
  readonly #inbox: Inbox;
  readonly #intake: MessageIntake;
  readonly #seen: LatestCall<Guest & { readonly seq: number }>;
  /** Whom `accept` named. */
  readonly #accepted: string | undefined;
  /** Whom the latest hello was of. */
  #user: string | undefined;
  #room: Room | undefined;
  #follower: LogFollower | undefined;
  #helloTimer: Timer;
  /** What the store was last asked for a hello. */
  #greeting: Promise<unknown> | undefined;
  #isEnded = false;

  constructor(
    socket: ServerSocket,
    who: { readonly chatId: string; readonly user: string | undefined },
    surroundings: Surroundings,
  ) {
    const { options, commits } = surroundings;
    this.#chatId = who.chatId;
    this.#accepted = who.user;
    this.#user = who.user;
    this.#surroundings = surroundings;
    this.#outlet = new Outlet(socket, options.maxBufferedBytes, (error) => {
      this.#say('socket.failed', wordsOf(error));
      this.close(1011, 'the socket failed');
    });
    this.#inbox = new Inbox(socket, this.#outlet, options.limit, {
      ping: () => this.#outlet.send(PONG),
      handle: (arrival) => this.#handle(arrival),
      close: (code, reason) => this.close(code, reason),
    });
    this.#intake = new MessageIntake(commits, options, this.#outlet, {
      close: (code, reason) => this.close(code, reason),
      callbackFailed: (error) => this.#callbackFailed(error),
    });
    this.#seen = new LatestCall((seen) => this.#call(async () => options.onSeen?.(seen)));
    this.#helloTimer = options.clock.setTimeout(() => this.close(4408, 'no hello'), options.helloTimeoutMs);
    socket.on('message', (data, isBinary) => this.#inbox.receive(data, isBinary));
    socket.on('close', () => this.#end());
    // `ws` closes by itself after an error; one that nobody listens for would end the process.
    socket.on('error', (error) => this.#say('socket.failed', wordsOf(error)));
  }

  wake(): void {
    this.#follower?.wake();
  }

  hear(frame: string): void {
    if (this.#follower !== undefined && !this.#outlet.isFull) this.#outlet.send(frame);
  }

  /** Says why, and handles nothing more; what is being written is written. */
  close(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#surroundings.say('connection.closed', { ...this.#who(), code, reason });
    this.#end();
    this.#outlet.close(code, reason);
  }

  /** Resolves when the store does nothing for it. For the application nobody waits: it may never answer. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#greeting, this.#intake.settled()]);
  }

  #handle(arrival: Arrival): void | Promise<void> {
    if ('fault' in arrival) return this.#closeAfterAnswers(arrival.fault);
    const user = this.#user;
    if ('frame' in arrival && arrival.frame.t === 'hello') return this.#greet(arrival.frame);
    if (this.#follower === undefined || user === undefined) return this.close(4400, 'the first frame is hello');
    const guest = { chatId: this.#chatId, user };
    if ('refused' in arrival) return this.#intake.refuse(guest, arrival.refused, arrival.refused.code);
    return this.#handleFrame(arrival.frame, guest);
  }

  async #closeAfterAnswers({ code, reason }: { readonly code: number; readonly reason: string }): Promise<void> {
    await this.#intake.settled();
    this.close(code, reason);
  }

  #handleFrame(frame: ClientFrame, guest: { readonly chatId: string; readonly user: string }): void | Promise<void> {
    switch (frame.t) {
      case 'msg':
        return this.#intake.take(guest, frame);
      case 'skip':
        return this.#intake.skip(guest, frame);
      case 'brief':
        return this.#brief(frame.d, guest);
      case 'seen':
        return this.#seen.give({ ...guest, seq: frame.seq });
    }
  }

  /** From here to the welcome nothing but `pong` is sent (PS1). */
  async #greet(hello: HelloFrame): Promise<void> {
    const { options, rooms } = this.#surroundings;
    options.clock.clearTimeout(this.#helloTimer);
    await this.#intake.settled();
    this.#follower?.stop();
    this.#follower = undefined;
    const user = await this.#admitted(hello.auth);
    if (user === undefined || this.#isEnded) return;
    this.#user = user;
    // Before the log is read: what is appended from then on wakes it.
    this.#room ??= rooms.join(this.#chatId, this);
    try {
      const asked = options.store.greet(this.#chatId, user, hello.senders, hello.cursor);
      this.#greeting = asked;
      const greeting = await asked;
      if (this.#isEnded) return;
      if (greeting.foreign.length > 0) return this.close(4403, "a sender of another user's");
      const welcome = welcomeTo(hello, greeting, options);
      if (this.#intake.isBehind(greeting.last)) return this.close(1012, 'the log went back');
      this.#intake.tells(greeting.last);
      this.#outlet.send(JSON.stringify(welcome));
      const { epoch, head, tag } = greeting;
      const from = welcome.resume === 'whole' && hello.cursor !== null ? hello.cursor : { epoch, seq: head, tag };
      this.#follow(from, this.#room);
    } catch (error) {
      this.#storeFailed(error);
    }
  }

  #follow(from: { readonly epoch: string; readonly seq: number; readonly tag: string | null }, room: Room): void {
    this.#follower = new LogFollower(from, {
      outlet: this.#outlet,
      room,
      // The log went back (PS13), or was trimmed before this client had read it: the next hello tells.
      onGap: (gap) => this.close(1012, `the log has changed: ${gap}`),
      onError: (error) => this.#storeFailed(error),
    });
    this.#follower.wake();
  }

  /** The user's name, or undefined for one who was turned away. */
  async #admitted(auth: unknown): Promise<string | undefined> {
    const { authenticate } = this.#surroundings.options;
    if (authenticate === undefined) {
      if (this.#accepted === undefined) this.close(4401, 'who is this');
      return this.#accepted;
    }
    try {
      const answer = await authenticate(auth, { chatId: this.#chatId, user: this.#accepted });
      const user = answer === true ? this.#accepted : answer;
      if (typeof user !== 'string' || user === '') this.close(4401, 'not authenticated');
      else if (canBeKept(user)) return user;
      else this.close(4403, 'no name of a user');
    } catch (error) {
      if (error instanceof CloseWith) this.close(error.closeCode, error.reason);
      else {
        this.#callbackFailed(error);
        this.close(4401, 'not authenticated');
      }
    }
    return undefined;
  }

  async #brief(d: unknown, guest: { readonly chatId: string; readonly user: string }): Promise<void> {
    const { options, rooms } = this.#surroundings;
    await this.#call(async () => {
      const frame = briefText(await options.nameOf(guest), d);
      if (frame === undefined) return;
      rooms.brief(this.#chatId, frame, this);
      options.store.brief?.(this.#chatId, frame);
    });
  }

  /** Calls the application; what it throws is said. */
  async #call(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.#callbackFailed(error);
    }
  }

  #callbackFailed(error: unknown): void {
    this.#say('callback.failed', wordsOf(error));
  }

  #storeFailed(error: unknown): void {
    this.#say('store.failed', wordsOf(error));
    this.close(1011, 'the log cannot be read');
  }

  #say(event: 'callback.failed' | 'store.failed' | 'socket.failed', error: string): void {
    this.#surroundings.say(event, { ...this.#who(), error });
  }

  #who(): { readonly chatId: string; readonly user?: string } {
    return { chatId: this.#chatId, ...(this.#user !== undefined && { user: this.#user }) };
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { options, rooms, onEnded } = this.#surroundings;
    options.clock.clearTimeout(this.#helloTimer);
    this.#follower?.stop();
    this.#inbox.end();
    this.#intake.end();
    this.#outlet.release();
    if (this.#room !== undefined) rooms.leave(this.#chatId, this);
    onEnded(this);
  }
}
