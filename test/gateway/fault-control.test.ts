import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultControl, startFaultControl } from '../../docs/demo/faults/fault-control.js';
import { ALL_WELL } from '../../docs/demo/faults/faults.js';
import { type FaultyGateway, startFaultyGateway } from '../../docs/demo/faults/faulty-gateway.js';
import { logIn } from '../faults/gateway-process.js';
import { memoryStorage } from './log-storage.js';

const PAGE = 'http://localhost:3000';

let faulty: FaultyGateway;
let control: FaultControl;

beforeEach(async () => {
  faulty = await startFaultyGateway();
  control = await startFaultControl(faulty, { origins: [PAGE] });
});
afterEach(() => Promise.all([control.stop(), faulty.stop()]));

interface Answer {
  readonly status: number | undefined;
  readonly allowed: string | undefined;
  readonly body: unknown;
}

/** With any headers: `fetch` sets some of them itself. */
function ask(method: string, path: string, body: unknown = null, headers: Record<string, string> = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const asking = request(control.url + path, { method, headers }, async (response) => {
      const chunks = await response.setEncoding('utf8').toArray();
      const text = chunks.join('');
      resolve({
        status: response.statusCode,
        allowed: response.headers['access-control-allow-origin'],
        body: text === '' ? null : JSON.parse(text),
      });
    });
    asking.on('error', reject).end(body === null ? undefined : JSON.stringify(body));
  });
}

const said = (body: unknown) => ({ status: 200, allowed: undefined, body });
const UNKNOWN = { error: 'no such condition or strike' };

describe('for those who may', () => {
  it('tells the conditions, changes those named, and says how things are then', async () => {
    expect(await ask('GET', '/conditions')).toEqual(said(ALL_WELL));
    const refused = { ...ALL_WELL, handshakes: 'refused' };
    expect(await ask('PATCH', '/conditions', { handshakes: 'refused' })).toEqual(said(refused));
    expect(await ask('POST', '/strikes', { type: 'drop' })).toEqual(said(refused));
    expect(await ask('PATCH', '/conditions', ALL_WELL)).toEqual(said(ALL_WELL));
  });

  it.each([
    ['PATCH', '/conditions', { line: 'wet' }],
    ['PATCH', '/conditions', { constructor: 'good' }],
    ['PATCH', '/conditions', null],
    ['PATCH', '/conditions', 'x'.repeat(2000)],
    ['POST', '/strikes', { type: 'lightning' }],
    ['POST', '/strikes', { type: 'forget' }],
    ['POST', '/strikes', { type: 'forget', chatId: '' }],
    ['POST', '/strikes', { type: 'close', code: 1006 }],
    ['POST', '/strikes', { type: 'close', code: 5000 }],
    ['POST', '/strikes', { type: 'close', code: 4000, reason: 'ü'.repeat(62) }],
  ])('answers %s %s %j with 400 and changes nothing', async (method, path, body) => {
    expect(await ask(method, path, body)).toEqual({ status: 400, allowed: undefined, body: UNKNOWN });
    expect(faulty.conditions).toEqual(ALL_WELL);
  });

  it('answers when the gateway has struck, and with 409 where it cannot be', async () => {
    await faulty.gateway.post('1', 'ben', 'said');
    for (const strike of [{ type: 'kill' }, { type: 'forget', chatId: '1' }, { type: 'restore' }]) {
      expect(await ask('POST', '/strikes', strike)).toEqual(said(ALL_WELL));
    }
    const { restore: _, ...storage } = memoryStorage();
    await Promise.all([control.stop(), faulty.stop()]);
    faulty = await startFaultyGateway({ storage });
    control = await startFaultControl(faulty, { origins: [PAGE] });
    expect(await ask('POST', '/strikes', { type: 'restore' })).toEqual({
      status: 409,
      allowed: undefined,
      body: { error: 'the backups of this gateway are kept elsewhere' },
    });
  });

  it('answers with 500 when the gateway cannot be struck or changed, says that it is stopped, and starts it later', async () => {
    const storage = memoryStorage();
    let isGone = false;
    const open = () => (isGone ? Promise.reject(new Error('the disk is gone')) : storage.open());
    await Promise.all([control.stop(), faulty.stop()]);
    faulty = await startFaultyGateway({ storage: { ...storage, open } });
    control = await startFaultControl(faulty, { origins: [PAGE] });
    await faulty.gateway.post('1', 'ben', 'before');
    isGone = true;
    const stopped = { ...ALL_WELL, gateway: 'stopped' };
    const failed = {
      status: 500,
      allowed: undefined,
      body: { error: 'It could not be done: the disk is gone', conditions: stopped },
    };
    expect(await ask('POST', '/strikes', { type: 'kill' })).toEqual(failed);
    expect(await ask('GET', '/conditions')).toEqual(said(stopped));
    expect(await ask('PATCH', '/conditions', { gateway: 'running' })).toEqual(failed);
    await expect(faulty.gateway.post('1', 'ben', 'meanwhile')).rejects.toThrow(
      'The logs are not open: start the gateway.',
    );
    isGone = false;
    expect(await ask('PATCH', '/conditions', { gateway: 'running' })).toEqual(said(ALL_WELL));
    await faulty.gateway.post('1', 'ben', 'after');
    const token = await logIn({ origin: faulty.url }, 'ana');
    const { messages } = await (await fetch(`${faulty.url}/api/v1/chats/1/messages?token=${token}`)).json();
    expect(messages).toMatchObject([{ text: 'before' }, { text: 'after' }]);
  });

  it('answers anything else with 404', async () => {
    expect(await ask('DELETE', '/conditions')).toEqual({ status: 404, allowed: undefined, body: UNKNOWN });
  });

  it('lets the page that was named ask, and no other', async () => {
    const preflight = { Origin: PAGE, 'Access-Control-Request-Method': 'PATCH' };
    expect(await ask('OPTIONS', '/conditions', null, preflight)).toEqual({ status: 204, allowed: PAGE, body: null });
    expect(await ask('GET', '/conditions', null, { Origin: PAGE })).toEqual({ ...said(ALL_WELL), allowed: PAGE });
  });
});

describe('for others', () => {
  it.each([
    ['another origin', { Origin: 'http://localhost:3001' }],
    ['no origin of its own', { Origin: 'null' }],
    ['a name that leads here from elsewhere', { Host: 'rebound.example:80' }],
  ])('is closed: %s', async (_who, headers) => {
    const closed = { status: 403, allowed: undefined, body: null };
    expect(await ask('OPTIONS', '/conditions', null, headers)).toEqual(closed);
    expect(await ask('PATCH', '/conditions', { gateway: 'stopped' }, headers)).toEqual(closed);
    expect(faulty.conditions).toEqual(ALL_WELL);
  });
});
