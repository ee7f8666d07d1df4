import { initialContext } from '../../machines/connection.context.js';
import type { ConnectionContext } from '../../machines/connection.types.js';
import type { InspectedChat, InspectionFrame, InspectionRecord } from '../../src/inspect/inspection.js';

type Told = Partial<Omit<InspectionFrame, 'context' | 'chart'>> & { readonly context?: Partial<ConnectionContext> };

/** A chat as it is at 1970, idle unless told. */
export const inspectedChat = (
  chatId: string,
  { context, ...told }: Told = {},
): Extract<InspectedChat, { chart: 'connection' }> => ({
  chart: 'connection',
  chatId,
  at: 0,
  value: 'idle',
  delays: [],
  ...told,
  context: { ...initialContext(chatId), ...context },
});

/** A frame, as many seconds after 1970 as its serial says. */
export const frame = (serial: number, chatId: string, type: string, told: Told = {}): InspectionFrame => ({
  ...inspectedChat(chatId, { at: serial * 1_000, ...told }),
  serial,
  event: { type, ...told.event },
  edges: told.edges ?? [`${chatId} | ${type} | 1`],
});

export const inspectionRecord = (told: Partial<InspectionRecord> = {}): InspectionRecord => ({
  format: 'evenkeel-inspection',
  version: 1,
  chats: [],
  frames: [],
  dropped: 0,
  ...told,
});
