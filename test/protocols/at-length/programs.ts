import { findExecutable, type Program } from '../../engines/find-executable.js';
import { unpackedBefore, unpackedDebianPackage } from '../../engines/program-sources.js';

const program = (name: string, variable: string, debianPackage: string, executable: string): Program => ({
  name,
  variables: [variable],
  paths: [`/${executable}`],
  downloadedBefore: async () => unpackedBefore(debianPackage, executable),
  sources: unpackedDebianPackage(debianPackage, executable),
});

export const mosquittoPath = () =>
  findExecutable(program('Mosquitto', 'MOSQUITTO_PATH', 'mosquitto', 'usr/sbin/mosquitto'));

/** A Lua script, which looks for its modules in `../lib/prosody`, as seen from it: that is for who starts it. */
export const prosodyPath = () => findExecutable(program('Prosody', 'PROSODY_PATH', 'prosody', 'usr/bin/prosody'));

export const rabbitmqPath = () =>
  findExecutable(program('RabbitMQ', 'RABBITMQ_PATH', 'rabbitmq-server', 'usr/lib/rabbitmq/bin/rabbitmq-server'));

/** Before the tests: obtains what is not there. */
export const setup = async () => {
  for (const path of [mosquittoPath, prosodyPath, rabbitmqPath]) await path();
};
