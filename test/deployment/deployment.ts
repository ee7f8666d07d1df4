import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { connect } from 'node:tls';
import { beforeAll, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ChatConnectionsOptions } from '../../src/index.js';
import { logIn } from '../faults/gateway-process.js';
import { startGateway } from '../gateway/gateway.js';
import { startRealSession } from '../integration/real-session.js';
import { freePort } from '../support/free-port.js';
import { makeCertificate } from './certificate.js';
import { proxyEnvironment } from './compose.js';
import { startNameServer } from './name-server.js';
import { fillIn, startNginx, TEMPLATE, type Variables } from './nginx.js';
import { nginxPath, opensslPath } from './programs.js';

/** The host of the page. */
const HOST = 'chat.localhost';
/** The gateway's container. */
const [SERVICE = ''] = proxyEnvironment['GATEWAY']?.split(':') ?? [];

/** Getting a program that is not there takes longer than any test. */
const OBTAIN_LIMIT_MS = 600_000;

/** For a file that deploys: gets the programs, where there are none. */
export function useNginx(): void {
  beforeAll(() => Promise.all([nginxPath(), opensslPath()]), OBTAIN_LIMIT_MS);
}

/**
 * nginx as compose.yaml runs it, on loopback, before a gateway at a port of this machine; it ends with the test. `variables` of
 * the configuration may be given other values.
 */
export async function deploy(gatewayPort: number, variables: Variables = {}, template = TEMPLATE) {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-nginx-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [ca, nameServer, port] = await Promise.all([makeCertificate(folder, HOST), startNameServer(), freePort()]);
  onTestFinished(() => nameServer.close());
  nameServer.names(SERVICE, ['127.0.0.1']);
  const configuration = fillIn(template, {
    ...proxyEnvironment,
    LISTEN: `127.0.0.1:${port}`,
    SERVER_NAME: HOST,
    GATEWAY: `${SERVICE}:${gatewayPort}`,
    NGINX_LOCAL_RESOLVERS: nameServer.address,
    CERTIFICATES: folder,
    PAGE: folder,
    ...variables,
  });
  const nginx = await startNginx(folder, port, configuration);
  onTestFinished(() => nginx.stop());

  const origin = `https://${HOST}:${port}`;
  const trust = { ca, lookup: toLoopback };
  const socketsOf = (page?: string) =>
    class TrustingWebSocket extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols, { ...trust, ...(page !== undefined && { origin: page }) });
      }
    };
  return {
    nginx,
    /** Where the page comes from, and so where its sockets go. */
    origin,
    /** From now on the gateways' containers have these addresses, or are not there. */
    gatewayIsAt: (...addresses: readonly string[]) => nameServer.names(SERVICE, addresses),
    /** Chat connections to the origin that the page comes from, of a program or of a page; they never give up. */
    connect: (options: ChatConnectionsOptions = {}, page?: string) =>
      startRealSession(origin, {
        WebSocket: socketsOf(page),
        backoff: () => 50,
        maxAttempts: Number.POSITIVE_INFINITY,
        ...options,
      }),
    /** What is answered to a text that need be no HTTP. */
    async send(bytes: string): Promise<string> {
      const socket = connect({ ...trust, host: '127.0.0.1', port, servername: HOST });
      let answer = '';
      socket.setEncoding('latin1').on('data', (chunk) => {
        answer += chunk;
      });
      socket.write(bytes, 'latin1');
      await finished(socket, { writable: false }).catch(() => undefined);
      return answer;
    },
    /** An answer over HTTP. */
    async ask(path: string, options: { method?: string; body?: string; host?: string; servername?: string } = {}) {
      const { method = 'GET', body, host = HOST, servername = host } = options;
      const headers = { Host: `${host}:${port}` };
      const asked = request({ ...trust, host: '127.0.0.1', port, path, method, headers, servername, agent: false });
      const [response] = (await once(asked.end(body), 'response')) as [IncomingMessage];
      return { status: response.statusCode, headers: response.headers, body: await text(response) };
    },
  };
}

export type Deployment = Awaited<ReturnType<typeof deploy>>;

/** The real gateway behind it, and a token for that; both end with the test. */
export async function deployGateway(variables: Variables = {}) {
  const port = await freePort();
  const deployment = await deploy(port, variables);
  const gateway = await startGateway({ port, origins: [deployment.origin] });
  onTestFinished(() => gateway.stop());
  return { gateway, deployment, token: await logIn({ origin: gateway.url }, 'ana') };
}

const toLoopback: LookupFunction = (_host, { all }, found) => {
  if (all) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
};
