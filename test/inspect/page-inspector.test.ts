import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import { createInspector } from '../../src/inspect/page/index.js';
import { isDevelopment } from '../../src/inspect/page/is-development.js';
import { startSession } from '../support/session.js';

it('where there is no document, as on a server that renders pages, the inspector of a page records and shows nothing', async () => {
  const inspector = createInspector({ dock: 'bottom', open: false, maxFrames: 3 });
  const session = startSession({ inspect: inspector });
  await session.open('42');
  const told: InspectionMessage[] = [];
  inspector.subscribe((message) => told.push(message))();
  expect(told).toMatchObject([{ type: 'record', record: { chats: [{ chatId: '42' }], dropped: 4 } }]);
  expect(await inspector.serve()).toBeNull();
  await inspector.close();
  await inspector.close();
  session.chats.dispose();
});

it('a bad option is refused before anything is shown', () => {
  expect(() => createInspector({ dock: 'top' } as never)).toThrow('The option dock must be "right" or "bottom"');
  expect(() => createInspector().serve({ port: -1 })).toThrow('The option port must be a whole number');
  expect(() => createInspector({ wallNow: 0 } as never)).toThrow('The option wallNow must be a function');
  expect(() => createInspector({ docks: 'right' } as never)).toThrow('The name of an option must be one of maxFrames');
});

describe('whether a page is in development, and so has a panel without being asked', () => {
  const asked = (mode: string | undefined, hostname: string) => {
    vi.stubEnv('NODE_ENV', mode);
    vi.stubGlobal('location', { hostname });
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.unstubAllGlobals();
    });
    return isDevelopment();
  };

  it.each([
    ['production', 'localhost', false],
    ['development', 'chat.example', true],
    ['test', 'chat.example', true],
  ])('its bundler says %s: on %s, %s', (mode, hostname, isSo) => {
    expect(asked(mode, hostname)).toBe(isSo);
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['', true],
    ['chat.example', false],
    ['localhost.example', false],
  ])('without a bundler, on %s: %s', (hostname, isSo) => {
    expect(asked(undefined, hostname)).toBe(isSo);
  });
});
