import { describe, expect, it } from 'vitest';
import type { DeliveryOptions } from '../../src/delivery/index.js';
import { createXstateInspectBridge, type XstateInspectFrame } from '../../src/inspect/bridge/index.js';
import type { InspectionFrame, InspectionMessage } from '../../src/inspect/inspection.js';
import { MessageWriter } from '../../src/inspect/node/message-writer.js';
import { Recorder } from '../../src/inspect/recorder.js';
import { MessageReader } from '../../src/inspect/viewer/message-reader.js';
import { acknowledges, type Script, scriptedClient, welcomeFor, welcomes } from '../delivery/scripted-client.js';
import { CHAT } from '../delivery/world.js';

/** A client whose charts are recorded, and bridged. */
const startInspected = (script: Script, options: Partial<DeliveryOptions> = {}) => {
  const recorder = new Recorder();
  const bridged: XstateInspectFrame[] = [];
  const bridge = createXstateInspectBridge({ send: (frame) => bridged.push(frame) });
  const client = scriptedClient(script, {
    inspect: (event) => {
      recorder.next(event);
      bridge.next(event);
    },
    ...options,
  });
  return { recorder, bridge, bridged, client };
};

const recordOf = (recorder: Recorder) => {
  let told: InspectionMessage | null = null;
  recorder.subscribe((message) => {
    told = message;
  })();
  const message = told as InspectionMessage | null;
  if (message?.type !== 'record') throw new Error('no record was told');
  return message.record;
};

const ofDelivery = (frames: readonly InspectionFrame[]) => frames.filter(({ chart }) => chart === 'delivery');

describe('the charts of a chat with a delivery', () => {
  it('are told apart: each has its frames, with its edges, its context and its delays', async () => {
    const { recorder, client } = startInspected(welcomes);
    await client.connect();
    const { frames } = recordOf(recorder);
    expect(new Set(frames.map(({ chart, chatId }) => `${chart} ${chatId}`))).toEqual(
      new Set([`connection ${CHAT}`, `delivery ${CHAT}`]),
    );
    expect(ofDelivery(frames).map(({ event, edges, value }) => [event.type, edges, value])).toEqual([
      ['xstate.init', [], { link: 'down', outbox: 'opening' }],
      ['outbox.opened', ['delivery.outbox.opening | outbox.opened | 1'], { link: 'down', outbox: 'idle' }],
      ['link.greeted', ['delivery.link | link.greeted | 1'], { link: 'greeting', outbox: 'idle' }],
      ['welcome.gap', ['delivery.link.greeting | welcome.gap | 3'], { link: 'live', outbox: 'idle' }],
    ]);
    expect(ofDelivery(frames).at(-1)?.context).toEqual({
      chatId: CHAT,
      storage: 'memory',
      holes: 0,
      snapshots: 0,
      why: 'new',
    });
  });

  it('are in the record as they are now, with what runs, and go with the delivery', async () => {
    const { recorder, client } = startInspected(welcomes);
    await client.connect();
    client.chat.send('x');
    await client.settle();
    const { chats } = recordOf(recorder);
    expect(chats.map(({ chart, value }) => [chart, value])).toEqual([
      ['delivery', { link: 'live', outbox: 'sending' }],
      ['connection', { open: { liveness: 'healthy', proof: 'unproved', hint: {}, holding: 'wanted' } }],
    ]);
    expect(chats[0]?.delays).toMatchObject([{ name: 'ackRest', delayMs: 10_000 }]);
    client.delivery.dispose();
    expect(recordOf(recorder).chats).toEqual([]);
  });

  it('reach a viewer elsewhere as they were', async () => {
    const { recorder, client } = startInspected(acknowledges);
    const [writer, reader] = [new MessageWriter(), new MessageReader()];
    const told: InspectionMessage[] = [];
    const read: InspectionMessage[] = [];
    recorder.subscribe((message) => {
      told.push(message);
      read.push(reader.read(writer.textOf(message)));
    });
    await client.connect();
    client.chat.send('x');
    await client.settle(20_000);
    // Those who watch already are told before another one.
    recordOf(recorder);
    const frames = told.flatMap((message) => (message.type === 'frames' ? message.frames : []));
    expect(new Set(frames.map(({ chart }) => chart))).toEqual(new Set(['connection', 'delivery']));
    expect(read).toEqual(JSON.parse(JSON.stringify(told)));
  });

  it('are services of their own for an inspector of XState 4', async () => {
    const { bridge, client } = startInspected(welcomes);
    await client.connect();
    expect(bridge.services.map(({ id }) => id).sort()).toEqual([`delivery ${CHAT}`, CHAT].sort());
    const machines = bridge.services.map(({ machine: { definition } }) => Reflect.get(definition, 'id'));
    expect(machines.sort()).toEqual(['chat', 'delivery']);
  });
});

describe('what is secret in a delivery', () => {
  const SECRETS = {
    typed: 'a message of ours',
    brief: 'a brief of ours',
    auth: 'a token for the hello',
    event: 'a message of another',
    told: 'a brief of another',
    from: 'the name of another',
    code: 'a code that quotes',
    broken: 'a frame that is none',
  };

  const script: Script = (frame, server) => {
    if (frame.t === 'hello') {
      server.sends(welcomeFor(frame, { head: 3, tag: 't3' }));
      server.sends({ t: 'brief', from: SECRETS.from, d: SECRETS.told });
      server.sends({ t: 'event', seq: 4, tag: 't4', from: null, d: { text: SECRETS.event } });
      if (server.connection === 2)
        server.sends({ t: 'event', seq: 9, tag: 't9', from: null, d: { text: SECRETS.event } });
    }
    if (frame.t === 'msg' && frame.n === 1) server.sends({ t: 'nack', s: frame.s, n: 1, code: SECRETS.code });
    if (frame.t === 'msg' && frame.n === 2) server.says(`{"t":"event","d":"${SECRETS.broken}"`);
    if (frame.t === 'msg' && frame.n === 3) server.says(`${SECRETS.broken}`);
    if (frame.t === 'brief') server.says(JSON.stringify({ t: 'event', seq: SECRETS.broken, d: SECRETS.broken }));
  };

  it('[OB3] is in no frame: not a message, a brief, what a hello carries, nor what a server says wrongly', async () => {
    let failures = 2;
    const { recorder, bridged, client } = startInspected(script, {
      auth: () => ({ token: SECRETS.auth }),
      snapshot: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error(SECRETS.typed);
        return { epoch: 'e', seq: 3, tag: 't3' };
      },
    });
    const written: string[] = [];
    const writer = new MessageWriter();
    recorder.subscribe((message) => written.push(JSON.stringify(message), writer.textOf(message)));
    await client.connect();
    for (let turn = 0; turn < 6; turn += 1) {
      client.chat.send({ text: SECRETS.typed });
      client.chat.sendBrief(SECRETS.brief);
      await client.settle(20_000);
    }
    const text = [...written, JSON.stringify(recordOf(recorder)), JSON.stringify(bridged)].join('\n');
    // It all went over the wire, and the charts moved.
    const sent = JSON.stringify(client.frames);
    const isSent = [SECRETS.typed, SECRETS.brief, SECRETS.auth].map((secret) => sent.includes(secret));
    expect({ isSent, seen: client.seen.length > 0 }).toEqual({ isSent: [true, true, true], seen: true });
    expect(ofDelivery(recordOf(recorder).frames).length).toBeGreaterThan(20);
    expect(Object.values(SECRETS).filter((secret) => text.includes(secret))).toEqual([]);
  });
});
