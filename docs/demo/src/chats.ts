export interface Chat {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

/** The last two are there to see a refusal: the gateway answers them with a close code of its own. */
export const CHATS: readonly Chat[] = [
  { id: '1', name: 'General', about: 'What everyone should know' },
  { id: '2', name: 'Design', about: 'Sketches and opinions' },
  { id: '3', name: 'Engineering', about: 'How it is built' },
  { id: '4', name: 'Support', about: 'Questions from outside' },
  { id: '5', name: 'Releases', about: 'What went out' },
  { id: '6', name: 'Lunch', about: 'The important things' },
  { id: 'private', name: 'Board room', about: 'Members only (4403)' },
  { id: 'missing', name: 'Old project', about: 'No longer there (4404)' },
];

/** The name of a chat; its id, if it is none of these. */
export const nameOf = (chatId: string): string => CHATS.find(({ id }) => id === chatId)?.name ?? chatId;
