import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePort } from '../../../support/free-port.js';
import { type ProtocolServer, RIGHT } from '../../protocol.js';
import { prosodyPath } from '../programs.js';
import { startProgram, temporaryFolder } from '../server-program.js';

const configuration = (folder: string, port: number) => `
run_as_root = true
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
plugin_paths = { "${folder}/plugins" }
modules_enabled = { "saslauth", "websocket", "ping", "said" }
modules_disabled = { "s2s", "offline" }
http_ports = { ${port} }
http_interfaces = { "127.0.0.1" }
https_ports = {}
c2s_ports = {}
c2s_direct_tls_ports = {}
legacy_ssl_ports = {}
http_default_host = "localhost"
consider_websocket_secure = true
authentication = "internal_plain"
log = { { levels = { min = "warn" }, to = "console" } }
VirtualHost "localhost"
`;

/** Prints who comes, who leaves in good order, and what is said. */
const PLUGIN = `
local function say(text) io.write("said ", text, "\\n"); io.flush() end
module:hook("resource-bind", function() say("hello") end)
module:hook("resource-unbind", function(event) if not event.error then say("bye") end end)
module:hook("pre-message/bare", function(event) say(event.stanza:get_child_text("body")); return true end, 100)
`;

/** Prosody, a server of XMPP, where the user `ana` of `localhost` has the right password. */
export const startProsody = async (wantedPort: number): Promise<ProtocolServer> => {
  const port = wantedPort || (await freePort());
  const log: string[] = [];
  const { folder, remove } = await temporaryFolder();
  const executable = await prosodyPath();
  const accounts = join(folder, 'data/localhost/accounts');
  for (const made of [accounts, join(folder, 'plugins')]) await mkdir(made, { recursive: true });
  // The script has the paths of a package that is installed: it may be unpacked elsewhere.
  const script = (await readFile(executable, 'utf8')).replaceAll("'/usr/lib", `'${dirname(dirname(executable))}/lib`);
  await writeFile(join(folder, 'prosody'), script);
  await writeFile(join(folder, 'prosody.cfg.lua'), configuration(folder, port));
  await writeFile(join(folder, 'plugins/mod_said.lua'), PLUGIN);
  await writeFile(join(accounts, 'ana.dat'), `return { ["password"] = "${RIGHT}" };`);
  const program = await startProgram({
    executable: 'lua5.4',
    args: [join(folder, 'prosody'), '-F', '--config', join(folder, 'prosody.cfg.lua')],
    port,
    onLine: (line) => {
      if (line.startsWith('said ')) log.push(line.slice('said '.length));
    },
  });
  return {
    origin: `ws://127.0.0.1:${port}`,
    port,
    log,
    stop: async () => {
      await program.stop();
      await remove();
    },
  };
};
