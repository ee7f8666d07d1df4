import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveGateway } from '../../src/index.js';
import { LOCAL_ORIGINS, readOrigins } from '../gateway/origins.js';
import { context, networks, proxyEnvironment, ROOT, services, stages } from './compose.js';
import { TEMPLATE } from './nginx.js';

const { api_gateway, another_gateway, database, proxy } = services;
const seconds = (text: string | undefined) => Number(/^(\d+)s$/.exec(text ?? '')?.[1]);

/** What a tab that has been hidden for a while may take for a ping and its answer: docs/recipes.md. */
const PATIENCE_S = 130;

test('[AT3] the gateway is where programs in containers, and pages on localhost, look for it', () => {
  const elsewhere = { env: undefined, location: undefined };
  const inContainer = new URL(resolveGateway({ ...elsewhere, inContainer: true }));
  const onPage = new URL(
    resolveGateway({ ...elsewhere, location: new URL('http://localhost:3000'), inContainer: false }),
  );
  expect([stages['gateway']?.environment['PORT'], proxyEnvironment['GATEWAY']]).toEqual([
    inContainer.port,
    inContainer.host,
  ]);
  expect(Object.keys(services)).toEqual([inContainer.hostname, 'another_gateway', 'database', 'proxy']);
  expect(another_gateway.networks).toMatchObject({ default: { aliases: [inContainer.hostname] } });
  expect(api_gateway.ports).toEqual([`127.0.0.1:${onPage.port}:${inContainer.port}`]);
});

test('the gateways are the same, but for their names, and are alone with their database', () => {
  const { networks: mine, ports: _, ...one } = api_gateway;
  const { networks: its, ...another } = another_gateway;
  expect(another).toEqual(one);
  expect([mine, Object.keys(its ?? {})]).toEqual([
    ['default', 'data'],
    ['default', 'data'],
  ]);
  const { hostname, password } = new URL(one.environment?.['DATABASE_URL'] ?? '');
  expect([hostname, password, database.networks, networks]).toEqual([
    'database',
    '',
    ['data'],
    { data: { internal: true } },
  ]);
  expect([database.ports, proxy.networks]).toEqual([undefined, undefined]);
});

test('every variable of the configuration has a value, and every value a use', () => {
  const variables = new Set([...TEMPLATE.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  // The entrypoint of nginx's image finds out the name servers, being told to by a variable of its own.
  const given = Object.keys(proxyEnvironment).filter((name) => !name.startsWith('NGINX_'));
  expect([...variables].sort()).toEqual([...given, 'NGINX_LOCAL_RESOLVERS'].sort());
});

test('ports, folders and times agree', () => {
  expect(proxy.ports?.map((port) => port.split(':').at(-1))).toEqual([proxyEnvironment['LISTEN']]);
  expect(proxy.volumes).toMatchObject([{ target: proxyEnvironment['CERTIFICATES'], read_only: true }]);
  const folder = proxyEnvironment['NGINX_ENVSUBST_OUTPUT_DIR'];
  expect(stages['proxy']?.command.join(' ')).toBe(`nginx -e stderr -p ${folder} -c nginx.conf`);
  expect(proxy.tmpfs?.map((mount) => mount.split(':')[0])).toEqual([folder]);
  expect(seconds(proxyEnvironment['READ_TIMEOUT'])).toBeGreaterThanOrEqual(PATIENCE_S);
  expect(seconds(proxy.stop_grace_period)).toBeGreaterThan(seconds(proxyEnvironment['SHUTDOWN_TIMEOUT']));
});

test('the gateway takes the pages that there are', () => {
  const byDefault = (text: string | undefined) => text?.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1') ?? '';
  const port = byDefault(proxy.ports?.[0]).split(':')[0];
  const page = `https://${byDefault(proxy.environment?.['SERVER_NAME'])}:${port}`;
  expect(readOrigins(byDefault(api_gateway.environment?.['ORIGINS']))).toEqual([page, ...LOCAL_ORIGINS]);
});

test('a service that has a leak, or is made to take too much, ends alone', () => {
  for (const service of Object.values(services)) {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.pids_limit).toBeGreaterThan(0);
  }
});

test('a building whose users share an address may come back at once', () => {
  expect(Number(/^(\d+)r\/s$/.exec(proxyEnvironment['HANDSHAKE_RATE'] ?? '')?.[1])).toBeGreaterThanOrEqual(100);
  expect(Number(proxyEnvironment['HANDSHAKE_BURST'])).toBeGreaterThanOrEqual(1_000);
});

test('the images are of a version each, and run as nobody in particular', () => {
  const named = Object.values(stages).map(({ name, image }) => [name, /^[a-z]+:\d+(?:\.\d+)*(?:-slim)?$/.test(image)]);
  expect(named).toEqual([
    ['build', true],
    ['gateway', true],
    ['proxy', true],
  ]);
  expect([stages['gateway']?.user, stages['proxy']?.user]).toEqual(['node', 'nginx']);
  expect(database.image).toMatch(/^[a-z]+:\d+(?:\.\d+)*$/);
  for (const { build } of [api_gateway, another_gateway, proxy]) {
    expect(stages).toHaveProperty(build.target);
    expect(join('docs/demo', build.context, build.dockerfile)).toBe('docs/demo/Dockerfile');
  }
});

test('the images are made of what is there, and of no key', () => {
  const isHeld = (path: string) => context.holds.some((held) => path === held || path.startsWith(`${held}/`));
  const copied = Object.values(stages).flatMap(({ copies }) => copies.filter((path) => path !== '.'));
  expect(copied.filter((path) => !isHeld(path))).toEqual([]);
  expect([...context.holds, ...copied].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const keys = join('docs/demo', /:-(.+)\}$/.exec(proxy.volumes?.[0]?.source ?? '')?.[1] ?? '');
  expect([context.isAllowList, context.leavesOut.includes(keys)]).toEqual([true, true]);
  expect(readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n')).toContain(`${keys}/`);
});
