import type { InspectionFrame, InspectionRecord } from '../../src/inspect/inspection.js';
import { ViewerModel, type ViewerModelOptions } from '../../src/inspect/viewer/viewer-model.js';
import { frame, inspectionRecord } from './viewer-frames.js';

export const CONNECTING = { connecting: 'resolving' };
export const DIALING = { connecting: 'dialing' };
export const WAITING = { backoff: 'waiting' };

/** A model, with what a test asks it. */
export const viewing = (options: Partial<ViewerModelOptions> = {}) => {
  let changes = 0;
  const model = new ViewerModel({ wallNow: () => 9_000, onChange: () => (changes += 1), ...options });
  const record = (told: Partial<InspectionRecord>) => model.receive({ type: 'record', record: inspectionRecord(told) });
  const frames = (...told: InspectionFrame[]) => model.receive({ type: 'frames', frames: told, gone: [], dropped: 0 });
  const serials = () => model.view().entries.map(({ chat }) => chat.serial);
  const states = () => Object.fromEntries(model.view().chats.map(({ chat }) => [chat.chatId, chat.value]));
  return { model, record, frames, serials, states, changes: () => changes };
};

/** Two chats: b fails between the two events of a. */
export const story = [
  frame(1, 'a', 'chat.want', {
    value: CONNECTING,
    delays: [{ name: 'resolveTimeout', startedAt: 1_000, delayMs: 10_000 }],
  }),
  frame(2, 'b', 'chat.want', { value: CONNECTING }),
  frame(3, 'b', 'connection.ended', { value: 'failed', context: { attempt: 1 } }),
  frame(4, 'a', 'slot.granted', { value: DIALING, context: { attempt: 1 } }),
];
