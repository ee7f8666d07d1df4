import { describe, expect, it } from 'vitest';
import { type Script, scriptedClient, welcomes } from './scripted-client.js';

/** Welcomes the first connection, and closes it; later ones stay. */
const closesOnce =
  (code: number, reason = ''): Script =>
  (frame, server) => {
    welcomes(frame, server);
    if (frame.t === 'hello' && server.connection === 0)
      server.peer.after(1_000, () => server.peer.closes(code, reason));
  };

/** The moments of the hellos, from the close on. */
const hellosAfter = async (script: Script) => {
  const client = scriptedClient((frame, server) => {
    if (frame.t === 'hello') moments.push(client.clock.now());
    script(frame, server);
  });
  const moments: number[] = [];
  await client.connect();
  await client.settle(120_000);
  const [first = 0, ...later] = moments;
  return { waits: later.map((moment) => moment - first - 1_000), state: client.connection.getSnapshot().state };
};

describe('a client whose connection was closed', () => {
  it.each([4400, 4403, 4404])('[PC13] does not come again by itself after %i', async (code) => {
    expect(await hellosAfter(closesOnce(code))).toEqual({ waits: [], state: 'failed' });
  });

  it('[PC13] asks for its auth again after 4401, at once', async () => {
    const asked: string[] = [];
    const client = scriptedClient(closesOnce(4401), {
      auth: () => {
        asked.push(`token ${asked.length}`);
        return asked.at(-1);
      },
    });
    await client.connect();
    await client.settle(10_000);
    expect(client.hellos().map(({ auth }) => auth)).toEqual(['token 0', 'token 1']);
  });

  it.each([4429, 4503])('[PC13] comes when the reason of %i says', async (code) => {
    const { waits, state } = await hellosAfter(closesOnce(code, 'retry-after=60'));
    expect([waits.length, state]).toEqual([1, 'open']);
    expect(waits[0]).toBeGreaterThanOrEqual(60_000);
    expect(waits[0]).toBeLessThan(67_000);
  });

  it.each([1000, 1011, 1012])('[PC13] comes again soon after %i', async (code) => {
    const { waits, state } = await hellosAfter(closesOnce(code));
    expect([waits.length, state]).toEqual([1, 'open']);
    expect(waits[0]).toBeLessThan(10_000);
  });
});
