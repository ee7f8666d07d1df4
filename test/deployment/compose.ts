import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  /** Those that it is in, with its other names there. */
  readonly networks?: readonly string[] | Readonly<Record<string, { readonly aliases?: readonly string[] } | null>>;
  readonly volumes?: readonly { readonly source: string; readonly target: string; readonly read_only: boolean }[];
  readonly healthcheck: { readonly test: string | readonly string[] };
  readonly stop_grace_period: string;
  readonly tmpfs?: readonly string[];
  readonly mem_limit?: string;
  readonly pids_limit?: number;
}

interface BuiltService extends Service {
  readonly build: { readonly context: string; readonly dockerfile: string; readonly target: string };
}

/** The services and networks of compose.yaml. */
export const { services, networks } = parse(read('docs/demo/compose.yaml'), { merge: true }) as {
  readonly services: {
    readonly api_gateway: BuiltService;
    readonly another_gateway: BuiltService;
    readonly database: Service;
    readonly proxy: BuiltService;
  };
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
};

/** A stage of the Dockerfile: its instructions, a line each. */
const stageOf = (text: string) => {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n');
  const of = (instruction: string) =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
  const [image = '', name = ''] = of('FROM')[0]?.split(' AS ') ?? [];
  return {
    name,
    image,
    user: of('USER').at(-1),
    command: JSON.parse(of('CMD')[0] ?? '[]') as string[],
    environment: Object.fromEntries(
      of('ENV').flatMap((line) => line.split(' ').map((one) => one.split('='))),
    ) as Record<string, string>,
    runs: of('RUN'),
    /** What of the context it copies. */
    copies: of('COPY')
      .filter((line) => !line.startsWith('--from='))
      .flatMap((line) => line.split(' ').slice(0, -1)),
  };
};

const dockerfile = read('docs/demo/Dockerfile');

/** The stages of the Dockerfile, by name. */
export const stages = Object.fromEntries(
  dockerfile
    .split(/^(?=FROM )/m)
    .slice(1)
    .map(stageOf)
    .map((stage) => [stage.name, stage]),
);

/** What the proxy's container has for the configuration of nginx. */
export const proxyEnvironment: Readonly<Record<string, string>> = {
  ...stages['proxy']?.environment,
  ...services.proxy.environment,
};

const ignored = read('docs/demo/Dockerfile.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** What of the repository the images may be made of. */
export const context = {
  isAllowList: ignored[0] === '*',
  holds: ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1)),
  leavesOut: ignored.filter((line) => !/^[!*]/.test(line)),
};
