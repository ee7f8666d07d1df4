import { expect, it } from 'vitest';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import { createInspector } from '../../src/inspect/page/index.js';
import { startSession } from '../support/session.js';

it('where there is no document, as on a server that renders pages, the inspector of a page records and shows nothing', async () => {
  const inspector = createInspector({ dock: 'bottom', open: false, maxFrames: 3 });
  const session = startSession({ inspect: inspector });
  await session.open('42');
  const told: InspectionMessage[] = [];
  inspector.subscribe((message) => told.push(message))();
  expect(told).toMatchObject([{ type: 'record', record: { chats: [{ chatId: '42' }], dropped: 4 } }]);
  expect(await inspector.url).toBeNull();
  await inspector.close();
  await inspector.close();
  session.chats.dispose();
});

it('a bad option is refused before anything is shown', () => {
  expect(() => createInspector({ dock: 'top' } as never)).toThrow('The option dock must be "right" or "bottom"');
  expect(() => createInspector({ docks: 'right' } as never)).toThrow('The name of an option must be one of maxFrames');
});
