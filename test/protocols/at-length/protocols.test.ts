import { generate } from 'mqtt-packet';
import { itIsKeptBy } from '../behaviour.js';
import { mqttOptions } from '../options/mqtt.js';
import { stompOptions } from '../options/stomp.js';
import { xmppOptions } from '../options/xmpp.js';
import { tokenOf } from '../protocol.js';
import { startMosquitto } from './servers/mosquitto.js';
import { startProsody } from './servers/prosody.js';
import { startRabbitmq } from './servers/rabbitmq.js';

/** A program takes its time to start, RabbitMQ some five seconds. */
const BACKOFF_MS = 300;
const LONG_BACKOFF_MS = 1_500;

const STOMP_HEARTBEAT_MS = 1_000;

itIsKeptBy('MQTT 3.1.1 (Mosquitto)', {
  start: startMosquitto,
  options: (credentials) => mqttOptions('ana', async () => tokenOf(credentials)),
  say: (text) => generate({ cmd: 'publish', topic: 'said', payload: text, qos: 0, dup: false, retain: false }),
  refused: { reason: 'rejected', attempts: 1 },
  saysBye: true,
  backoffMs: BACKOFF_MS,
});

itIsKeptBy('XMPP (Prosody)', {
  start: startProsody,
  options: (credentials) => xmppOptions('localhost', 'ana', () => tokenOf(credentials)),
  say: (text) => `<message xmlns="jabber:client" to="ana@localhost"><body>${text}</body></message>`,
  refused: { reason: 'rejected', attempts: 1 },
  saysBye: true,
  backoffMs: BACKOFF_MS,
});

itIsKeptBy('STOMP 1.2 (RabbitMQ)', {
  start: startRabbitmq,
  options: (credentials) => stompOptions('ana', async () => tokenOf(credentials), STOMP_HEARTBEAT_MS),
  say: (text) => `SEND\ndestination:/topic/said\n\n${text}\0`,
  refused: { reason: 'rejected', attempts: 1 },
  saysBye: false,
  backoffMs: LONG_BACKOFF_MS,
  // It counts in whole seconds.
  hastyHeartbeat: { intervalMs: STOMP_HEARTBEAT_MS, timeoutMs: 1.5 * STOMP_HEARTBEAT_MS },
});
