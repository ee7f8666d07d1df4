import { generate } from 'mqtt-packet';
import { itIsKeptBy } from './behaviour.js';
import { firstFrameOptions } from './options/first-frame.js';
import { graphqlOptions } from './options/graphql-ws.js';
import { homeAssistantOptions } from './options/home-assistant.js';
import { mqttOptions } from './options/mqtt.js';
import { socketIoOptions } from './options/socket-io.js';
import { type Protocol, tokenOf } from './protocol.js';
import { startFirstFrame, tokenFrom } from './servers/first-frame.js';
import { startGraphql } from './servers/graphql-ws.js';
import { startHomeAssistant } from './servers/home-assistant.js';
import { startMqtt } from './servers/mqtt.js';
import { startSocketIo } from './servers/socket-io.js';

let lastId = 0;
const nextId = () => {
  lastId += 1;
  return lastId;
};

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'graphql-ws 6': {
    start: startGraphql,
    options: (credentials) => graphqlOptions(async () => tokenOf(credentials)),
    say: (text) => {
      const payload = { query: 'query ($text: String!) { say(text: $text) }', variables: { text } };
      return JSON.stringify({ id: String(nextId()), type: 'subscribe', payload });
    },
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: false,
  },
  'Socket.IO 4, Engine.IO 4': {
    start: startSocketIo,
    options: (credentials) => socketIoOptions(() => tokenOf(credentials)),
    say: (text) => `42${JSON.stringify(['say', text])}`,
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: true,
    isForgetful: true,
  },
  'MQTT 3.1.1 (Aedes)': {
    start: startMqtt,
    options: (credentials) => mqttOptions('ana', async () => tokenOf(credentials)),
    say: (text) => generate({ cmd: 'publish', topic: 'said', payload: text, qos: 0, dup: false, retain: false }),
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: true,
  },
  'Home Assistant’s frames': {
    start: startHomeAssistant,
    options: (credentials) => homeAssistantOptions(() => tokenOf(credentials), nextId),
    say: (text) => JSON.stringify({ id: nextId(), type: 'say', text }),
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: false,
  },
  'a token in the first frame, our gateway': {
    start: startFirstFrame,
    options: (credentials, { origin }) =>
      firstFrameOptions(() =>
        credentials === 'right' ? tokenFrom(origin.replace('ws', 'http'), 'ana') : Promise.resolve(tokenOf('wrong')),
      ),
    say: (text) => JSON.stringify({ type: 'message', text }),
    refused: { reason: 'unauthorized', attempts: 2 },
    saysBye: false,
  },
};

for (const [name, protocol] of Object.entries(PROTOCOLS)) itIsKeptBy(name, protocol);
