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
 * Asks a running gateway for each duty of docs/protocol.md, and of what docs/recipes.md says a server should do. A server that
 * does not speak delivery is asked for the latter: its handshake, its closes, its largest frame, how long a silent connection
 * lives.
 *
 * It connects some sixty times, as senders of its own, and writes some eighty messages to a chat of its own: a random one where
 * the address has `:id`, otherwise the one that you or the address name. All its connections are ended when it resolves. It
 * takes `idleMs`, and `patienceMs` more for most duties that are broken.
 *
 * A server that cannot be reached, or lets nobody in, is an outcome (`not-run`). It rejects with `TypeError` for a bad option or
 * address (`ERR_INVALID_OPTION`, `ERR_INVALID_ADDRESS`, `ERR_INVALID_CHAT_ID`), and with what a function among the options throws.
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
