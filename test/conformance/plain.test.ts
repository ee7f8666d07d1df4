import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { handshakeStatus } from '../../src/conformance/node/handshake-status.js';
import {
  acceptsThenCloses,
  type Behaviour,
  type CheckOptions,
  type ConformanceReport,
  checkGateway,
  createFakeGateway,
  createVirtualClock,
  goesSilent,
  refuses as refusesAll,
} from '../../src/testing/index.js';
import {
  acceptsWithUnaskedProtocol,
  refuses,
  refusingOrigin,
  type Script,
  startRawServer,
} from '../support/raw-servers.js';

const OPTIONS = { WebSocket, idleMs: 300, patienceMs: 2_000, handshakeStatus } satisfies CheckOptions;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

const startPlain = async (
  serve: (socket: WebSocket, token: string | null) => void,
  options: ServerOptions = {},
): Promise<string> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  server.on('connection', (socket, request) => {
    socket.on('error', () => undefined);
    serve(socket, new URL(request.url ?? '/', 'http://server').searchParams.get('token'));
  });
  await once(server, 'listening');
  ends.push(async () => {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

const startRaw = async (script: Script): Promise<string> => {
  const server = await startRawServer(script);
  ends.push(() => server.close());
  return `${server.origin}/`;
};

const echo = (socket: WebSocket) => {
  socket.on('message', (text, isBinary) => socket.send(text, { binary: isBinary }));
};

/** The duties that were asked, and what was seen. */
const seenIn = ({ duties }: ConformanceReport) =>
  Object.fromEntries(
    duties.filter(({ verdict }) => verdict !== 'not-asked').map(({ id, verdict, seen }) => [id, `${verdict}: ${seen}`]),
  );

describe('the conformance kit, of a plain WebSocket server', () => {
  it('diagnoses one that echoes', async () => {
    const report = await checkGateway(await startPlain(echo), { ...OPTIONS, ping: 'ping?', pong: 'ping?' });
    expect(report).toMatchObject({ outcome: 'kept', protocol: 'plain', chatId: null });
    expect(seenIn(report)).toEqual({
      handshake: expect.stringMatching(/^kept: open after \d+ ms$/),
      'answers-closes': 'kept: answered with 1000',
      'idle-life': 'kept: alive after 0.3 s',
      'answers-pings': 'kept: answered',
      'frame-limit': 'kept: 1048576 bytes are read',
    });
    expect(report.duties.find(({ id }) => id === 'idle-life')?.expected).toBe(
      'a silent connection lives for 130 s or more; only 0.3 s were watched (--idle 130)',
    );
    expect(report.duties.find(({ id }) => id === 'answers-pings')?.advice).toBeNull();
  });

  it('asks it for a restart last', async () => {
    const sockets = new Set<WebSocket>();
    const address = await startPlain((socket) => {
      sockets.add(socket);
      echo(socket);
    });
    const restart = () => {
      for (const socket of sockets) socket.close(1001, 'bye');
    };
    expect(seenIn(await checkGateway(address, { ...OPTIONS, restart }))['restart']).toBe(
      'kept: closed with 1001 (bye), and back',
    );
  });

  it('finds the frame limit of one that reads small frames alone', async () => {
    const address = await startPlain(echo, { maxPayload: 1_000 });
    const report = await checkGateway(address, OPTIONS);
    expect(report.duties.filter(({ verdict }) => verdict === 'broken')).toEqual([
      expect.objectContaining({ id: 'frame-limit', seen: '512 bytes are read, 65536 are closed with 1009' }),
    ]);
    const modest = await checkGateway(address, { ...OPTIONS, frameBytes: 1_000 });
    expect(seenIn(modest)['frame-limit']).toBe('kept: 1000 bytes are read, 1048576 are closed with 1009');
  });

  it('finds one that ends a connection for a large frame without a code', async () => {
    const address = await startPlain((socket) => {
      socket.on('message', (text) => (text as Buffer).length > 100_000 && socket.terminate());
    });
    const { duties } = await checkGateway(address, OPTIONS);
    expect(duties.filter(({ verdict }) => verdict === 'broken')).toMatchObject([
      { id: 'frame-limit', seen: '1048576 bytes end the connection without a code' },
    ]);
  });

  it('finds one that closes idle connections after a second', async () => {
    const address = await startPlain((socket) => {
      echo(socket);
      let timer = setTimeout(() => socket.close(1001, 'idle'), 1_000);
      socket.on('message', () => timer.refresh()).on('close', () => clearTimeout(timer));
      timer = timer.refresh();
    });
    const report = await checkGateway(address, { ...OPTIONS, idleMs: 5_000 });
    expect(report.duties.filter(({ verdict }) => verdict === 'broken')).toEqual([
      expect.objectContaining({
        id: 'idle-life',
        seen: expect.stringMatching(/^closed with 1001 \(idle\) after 1(\.\d)? s of silence$/),
        advice: 'Let an idle connection live for 130 s or more, in the server and in every proxy before it.',
      }),
    ]);
  });

  it('finds one that answers no close, and no ping', async () => {
    const address = await startRaw((socket, request) => acceptsWithUnaskedProtocol()(socket, request));
    expect((await checkGateway(address, { ...OPTIONS, patienceMs: 300 })).duties[0]).toMatchObject({
      id: 'handshake',
      verdict: 'broken',
      seen: 'no WebSocket, but HTTP 101',
    });
    const silent = await startPlain(() => undefined);
    const { duties } = await checkGateway(silent, { ...OPTIONS, patienceMs: 300, ping: 'ping?' });
    expect(duties.filter(({ verdict }) => verdict === 'broken')).toMatchObject([
      { id: 'answers-pings', seen: 'no pong within 0.3 s' },
    ]);
  });

  it('says of one that refuses the handshake with HTTP 401 what browsers see of that', async () => {
    const report = await checkGateway(await startRaw(refuses(401)), OPTIONS);
    expect(report.outcome).toBe('broken');
    expect(seenIn(report)).toEqual({ handshake: 'broken: no WebSocket, but HTTP 401' });
    expect(report.duties[0]?.advice).toBe(
      'Accept the upgrade, then close with 4401: browsers do not see the status of a refused handshake.',
    );
    expect(report.duties[1]?.seen).toBe('it stands on handshake, which is broken');
  });

  it.each([
    [301, /a WebSocket follows no redirect/],
    [400, /^Serve WebSocket at this path/],
    [404, /close with 4404/],
    [502, /behind the proxy/],
  ])('advises after HTTP %i', async (status, advice) => {
    const { duties } = await checkGateway(await startRaw(refuses(status)), OPTIONS);
    expect(duties[0]?.advice).toMatch(advice);
  });

  it('finds one that takes a wrong token, or refuses it by the handshake or another code', async () => {
    const guarding = (refuse: (socket: WebSocket) => void) =>
      startPlain((socket, token) => {
        if (token === 'right-token') echo(socket);
        else refuse(socket);
      });
    const check = async (address: string) =>
      seenIn(await checkGateway(address, { ...OPTIONS, patienceMs: 500, token: 'right-token' }));
    expect((await check(await guarding((socket) => socket.close(1008, 'who?'))))['4401']).toBe(
      'kept: closed with 1008 (who?)',
    );
    expect((await check(await guarding((socket) => socket.close(1000))))['4401']).toBe('broken: closed with 1000');
    expect((await check(await guarding(echo)))['4401']).toBe('broken: the connection stayed open');
    const refusing = await startPlain(echo, {
      verifyClient: ({ req }: { readonly req: IncomingMessage }) => req.url?.includes('right-token') === true,
    });
    expect(await check(refusing)).toMatchObject({
      'accept-then-close': 'broken: no open connection: the handshake failed (Unexpected server response: 401)',
    });
  });

  it('puts token and chat where the address has them, and sends no hello to one that is called plain', async () => {
    const seen = new Set<string>();
    const texts: string[] = [];
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket, request) => {
      seen.add(`${request.url} ${request.headers['sec-websocket-protocol']}`);
      socket.on('message', (text) => texts.push(String(text).slice(0, 5)));
    });
    await once(server, 'listening');
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const token = () => 'a token/1';
    await checkGateway(`${origin}/a/:id?ticket=:token`, { ...OPTIONS, protocol: 'plain', chatId: 'b c', token });
    await checkGateway(`${origin}/a`, {
      ...OPTIONS,
      protocol: 'plain',
      chatId: '7',
      token: 'xyzzy-1',
      protocols: ['chat.v1', ':token'],
    });
    expect([...seen].filter((one) => /token%2F1|xyzzy/.test(one))).toEqual([
      '/a/b%20c?ticket=a%20token%2F1 undefined',
      '/a/7 chat.v1,xyzzy-1',
    ]);
    expect(new Set(texts)).toEqual(new Set(['xxxxx']));
  });

  it('cannot run where nothing listens', async () => {
    const report = await checkGateway(`${await refusingOrigin()}/?token=secret-one`, OPTIONS);
    expect(report).toMatchObject({ outcome: 'not-run', protocol: null, duties: [] });
    expect(report.problem).toMatch(/^No connection: the handshake failed \(connect ECONNREFUSED/);
    expect(JSON.stringify(report)).not.toContain('secret-one');
  });
});

describe('the conformance kit, in virtual time', () => {
  const check = async (behaviour: Behaviour, options: CheckOptions = {}) => {
    const clock = createVirtualClock();
    const gateway = createFakeGateway({ clock, behaviour });
    const report = checkGateway('wss://chat.example/:id', {
      WebSocket: gateway.WebSocket,
      clock,
      protocol: 'plain',
      idleMs: 200_000,
      ...options,
    });
    await clock.advanceAsync(1_000_000);
    return { report: await report, sockets: gateway.sockets };
  };

  it('watches a silent connection for as long as it is told', async () => {
    const cut = (peer: Parameters<Behaviour>[0]) => {
      peer.after(0, () => peer.accepts());
      peer.after(100_000, () => peer.drops());
    };
    const { report, sockets } = await check(cut);
    const idle = report.duties.find(({ id }) => id === 'idle-life');
    expect(idle).toMatchObject({
      verdict: 'broken',
      expected: 'a silent connection lives for 200 s',
      seen: 'closed with 1006 after 100 s of silence',
    });
    expect(sockets.every(({ readyState }) => readyState === 3)).toBe(true);
  });

  it('finds a connection that is open and dead', async () => {
    const { report } = await check(goesSilent());
    expect(seenIn(report)).toMatchObject({
      'answers-closes': 'broken: no answer within 5 s',
      'idle-life': 'broken: open, but nothing answers any more',
    });
  });

  it('cannot run where the platform says nothing of a handshake that failed, or the chat is not there', async () => {
    expect((await check(refusesAll())).report).toMatchObject({
      outcome: 'not-run',
      problem: 'No connection: the handshake failed',
    });
    expect((await check(acceptsThenCloses(4404, 'no such chat'))).report).toMatchObject({
      outcome: 'not-run',
      problem: 'The server closed with 4404 (no such chat): name a chat that there is',
    });
  });
});
