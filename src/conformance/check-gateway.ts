import { ALL_DUTIES } from './all-duties.js';
import { askDuties, Connections } from './ask-duties.js';
import { addressOfChat } from './chat-address.js';
import { type CheckOptions, checkSettings } from './check-options.js';
import type { ConformanceReport, DutyReport } from './conformance-report.js';
import { Discretion } from './discretion.js';
import type { FirstContact } from './duty.js';
import { makeContact } from './first-contact.js';
import { entranceOf } from './visitor-address.js';

/**
 * Asks a running gateway for each duty of docs/protocol.md that a client can see, and of what docs/recipes.md says a server
 * should do. A server that does not speak delivery is asked for the latter: its handshake, its closes, its largest frame, how long
 * a silent connection lives.
 *
 * It connects some eighty times, as senders of its own, and writes some eighty messages, a few of them odd, to a chat of
 * its own: a random one where the address has `:id`, otherwise the one that you or the address name. All its connections are
 * ended when it resolves. It takes `idleMs`, and `patienceMs` more for most duties that are broken.
 *
 * What a client cannot see, or cannot bring about, is not asked: that an `ack` is durable, but for a restart (PS6); what follows
 * when the log goes back under a running server (1012 in PS8, PS13); 90 days (PS12); memory (PS14); text that is not UTF-8 (1007),
 * which no WebSocket of a platform sends; 4403 and 4404 for a chat, 4429, 4503 and 1011. Whether it was the application that
 * changed a message cannot be seen either: then `any-json` is not broken, and says what has changed.
 *
 * A server that cannot be reached, or lets nobody in, is an outcome (`not-run`). It rejects with `TypeError` for a bad option or
 * address (`ERR_INVALID_OPTION`, `ERR_INVALID_ADDRESS`, `ERR_INVALID_CHAT_ID`), and with what the function of a token throws. When
 * `trim` or `restart` throws, its duty is not asked, and says why.
 *
 * @example
 * import { checkGateway } from 'evenkeel/testing';
 * import { expect } from 'vitest';
 *
 * export async function expectDutiesOf(address: string) {
 *   const { problem, duties } = await checkGateway(address, { token: 'a-ticket' });
 *   expect(problem).toBeNull();
 *   expect(duties.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
 * }
 */
export async function checkGateway(address: string, options: CheckOptions = {}): Promise<ConformanceReport> {
  const settings = checkSettings(address, options);
  const discretion = new Discretion();
  const { secrets } = await entranceOf(settings, 'user');
  discretion.learn(secrets);
  const about = { address: discretion.hide(addressOfChat(settings)), chatId: settings.chatId };

  const connections = new Connections(settings, discretion);
  let contact: FirstContact;
  try {
    contact = await makeContact(settings, connections);
  } finally {
    await connections.end();
  }
  if (contact.outcome === 'none')
    return { ...about, outcome: 'not-run', problem: discretion.hide(contact.problem), protocol: null, duties: [] };

  const refusedAs = settings.protocol === 'delivery' ? 'delivery' : 'plain';
  const protocol = contact.outcome === 'open' ? contact.protocol : refusedAs;
  const duties = ALL_DUTIES.filter(({ needs }) => needs === 'any' || needs === protocol);
  const findings = await askDuties(duties, contact, settings, discretion);
  const reports = duties.map((duty): DutyReport => {
    const { id, title, expected } = duty;
    const { verdict, seen, advice } = findings.get(duty) ?? { verdict: 'not-asked', seen: '' };
    return {
      id,
      title,
      verdict,
      expected: typeof expected === 'string' ? expected : expected(settings),
      seen: discretion.hide(seen),
      advice: verdict === 'broken' ? (advice ?? duty.advice) : null,
    };
  });
  const isBroken = reports.some(({ verdict }) => verdict === 'broken');
  return { ...about, outcome: isBroken ? 'broken' : 'kept', problem: null, protocol, duties: reports };
}
