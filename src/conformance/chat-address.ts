import { encodeChatId } from '../domain/chat-id.js';

const PLACE_OF_CHAT = /:id\b/g;

/** Whether an address has a place for a chat's id. */
export const namesChat = (address: string): boolean => partsOf(address).rest.search(PLACE_OF_CHAT) !== -1;

/** The address of the chat that is checked, with `:token` where the token will be. */
export function addressOfChat({
  address,
  chatId,
}: {
  readonly address: string;
  readonly chatId: string | null;
}): string {
  if (chatId === null) return address;
  const id = encodeChatId(chatId);
  const { origin, rest } = partsOf(address);
  if (namesChat(address)) return origin + rest.replace(PLACE_OF_CHAT, () => id);
  const [, path = '', query = ''] = /^([^?#]*)(.*)$/s.exec(rest) ?? [];
  return `${origin}${path.replace(/\/$/, '')}/${id}${query}`;
}

/** `wss://user:id@host:80`, and what follows. */
function partsOf(address: string): { readonly origin: string; readonly rest: string } {
  const origin = /^[^/?#]*\/\/[^/?#]*/.exec(address)?.[0] ?? '';
  return { origin, rest: address.slice(origin.length) };
}
