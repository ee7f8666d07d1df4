import { describe, expect, it, onTestFinished } from 'vitest';
import { logIn } from '../faults/gateway-process.js';
import { type GatewayOptions, startGateway } from './gateway.js';
import { isAllowed, LOCAL_ORIGINS, readOrigins } from './origins.js';
import { TestClient } from './test-client.js';

const start = async (options: GatewayOptions = {}) => {
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.stop());
  const token = await logIn({ origin: gateway.url }, 'ana');
  return { gateway, dial: (origin?: string) => new TestClient(gateway, '1', { token }, { ...(origin && { origin }) }) };
};

describe('a page', () => {
  it.each(['http://localhost:3000', 'http://127.0.0.1:5173', 'http://localhost'])(
    'of this machine enters, from %s',
    async (origin) => {
      const { dial } = await start();
      expect(await dial(origin).received(1)).toMatchObject([{ type: 'joined' }]);
    },
  );

  it.each(['https://chat.example', 'https://localhost:3000', 'null', 'http://localhost:3000.evil.example'])(
    'of another origin is accepted and closed with 4403, and told nothing: "%s"',
    async (origin) => {
      const { gateway } = await start();
      const token = await logIn({ origin: gateway.url }, 'ana');
      const client = new TestClient(gateway, '1', { token }, { origin });
      expect([await client.closed, client.reason, client.frames]).toEqual([4403, 'not from a page of this origin', []]);
    },
  );

  it('of an origin in the list enters, and one of this machine does not unless it is named too', async () => {
    const { dial } = await start({ origins: ['https://chat.example'] });
    const client = dial('https://chat.example');
    expect([await dial('http://localhost:3000').closed, (await client.received(1)).length]).toEqual([4403, 1]);
  });

  it('of an origin in the list may log in from there, and no other', async () => {
    const { gateway } = await start({ origins: ['https://chat.example'] });
    const allowed = async (Origin: string) => {
      const { status, headers } = await fetch(`${gateway.url}/api/v1/login`, {
        method: 'OPTIONS',
        headers: { Origin },
      });
      return [status, ...['origin', 'headers'].map((name) => headers.get(`access-control-allow-${name}`))];
    };
    expect(await Promise.all(['https://chat.example', 'https://elsewhere.example'].map(allowed))).toEqual([
      [204, 'https://chat.example', 'Content-Type'],
      [204, null, null],
    ]);
  });
});

it('a program that is in no page, and so has no origin, enters', async () => {
  const { dial } = await start({ origins: [] });
  expect(await dial().received(1)).toMatchObject([{ type: 'joined' }]);
});

describe('a list of origins', () => {
  it('is read from a text, each as a browser sends it', () => {
    const text = ' https://chat.example:443, HTTP://Localhost:3000/\n';
    expect([readOrigins(text), readOrigins('')]).toEqual([['https://chat.example', 'http://localhost:3000'], []]);
  });

  it('may hold a host at any port, and no more than that host', () => {
    const [local = ''] = readOrigins('http://localhost:*');
    const asked = [
      'http://localhost:1',
      'http://localhost',
      'https://localhost:1',
      'http://localhost.example:1',
      'null',
    ];
    expect(asked.map((origin) => isAllowed([local], origin))).toEqual([true, true, false, false, false]);
    expect(LOCAL_ORIGINS.flatMap(readOrigins)).toEqual(LOCAL_ORIGINS);
  });

  it.each(['chat.example', 'chat.example:443', '*', 'null', 'ftp://chat.example', 'file:///srv/page'])(
    'cannot hold %s',
    (text) => {
      const message = `An origin must begin with http:// or https://; received "${text}"`;
      expect(() => readOrigins(text)).toThrow(new TypeError(message));
    },
  );
});
