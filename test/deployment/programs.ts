import { findExecutable, type Program } from '../engines/find-executable.js';
import { debianPackages, unpackedBefore, unpackedDebianPackage } from '../engines/program-sources.js';

const NGINX_IN_PACKAGE = 'usr/sbin/nginx';

const NGINX: Program = {
  name: 'nginx',
  variables: ['NGINX_PATH'],
  paths: [
    '/usr/sbin/nginx',
    '/usr/local/sbin/nginx',
    '/usr/local/nginx/sbin/nginx',
    '/usr/local/bin/nginx',
    '/opt/homebrew/bin/nginx',
  ],
  downloadedBefore: async () => unpackedBefore('nginx', NGINX_IN_PACKAGE),
  sources: unpackedDebianPackage('nginx', NGINX_IN_PACKAGE, '-v'),
};

const OPENSSL: Program = {
  name: 'OpenSSL',
  variables: ['OPENSSL_PATH'],
  paths: ['/usr/bin/openssl', '/usr/local/bin/openssl', '/opt/homebrew/bin/openssl'],
  downloadedBefore: async () => null,
  sources: debianPackages(['openssl'], '/usr/bin/openssl', 'version'),
};

export const nginxPath = (): Promise<string> => findExecutable(NGINX);
export const opensslPath = (): Promise<string> => findExecutable(OPENSSL);
