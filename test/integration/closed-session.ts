import type { ChatConnectionsOptions } from '../../src/index.js';
import { type Session, startSession } from '../support/session.js';

/** A chat that was open for 5 s, so that no throttle is left, when its peer closed. */
export const closedWith = async (code: number, reason = '', options: ChatConnectionsOptions = {}) => {
  const session = startSession({ random: () => 0.5, ...options });
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.gateway.latest('42').peer.closes(code, reason);
  return session;
};

/** Where the chat stands, and for how long. */
export const stance = (session: Session) => {
  const { state, attempt, retryAt, failure } = session.at('42');
  return {
    state,
    attempt,
    waitMs: retryAt === null ? null : Math.round(retryAt - session.clock.wallNow()),
    reason: failure?.reason ?? null,
  };
};
