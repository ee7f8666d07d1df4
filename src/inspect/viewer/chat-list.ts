import { element, setText } from './element.js';
import { counted } from './format.js';
import { hueOf, topOf } from './state-names.js';
import type { ChatMoment } from './timeline-entry.js';
import type { ViewerModel, ViewerView } from './viewer-model.js';
import { type Row, VirtualList } from './virtual-list.js';

/** The chats with their states: found by name, id or state, one of them chosen. */
export class ChatList {
  readonly element: HTMLElement;
  readonly #search: HTMLInputElement;
  readonly #count = element('span', { class: 'count' });
  readonly #list: VirtualList<ChatMoment>;
  #selected: string | null = null;

  constructor(model: ViewerModel) {
    this.#search = element('input', {
      type: 'search',
      placeholder: 'Find by name or state',
      'aria-label': 'Find chats by name or state',
      spellcheck: 'false',
      autocomplete: 'off',
    });
    this.#search.addEventListener('input', () => model.searchChats(this.#search.value));
    this.#list = new VirtualList({
      label: 'Chats',
      name: 'chat',
      rowHeightPx: 28,
      createRow: () => createChatRow(model.nameOf),
      onChoose: ({ chat }) => model.select(chat.chatId),
    });
    this.element = element(
      'section',
      { class: 'pane chats', 'aria-label': 'Chats' },
      element('header', { class: 'pane-head' }, element('h2', {}, 'Chats'), this.#count),
      element('div', { class: 'pane-tools' }, this.#search),
      this.#list.element,
    );
  }

  render({ chats, chatCount, chatSearch, selected }: ViewerView): void {
    setText(this.#count, chatSearch === '' ? counted(chatCount, 'chat') : `${chats.length} of ${chatCount}`);
    const index = chats.findIndex(({ chat }) => chat.chatId === selected);
    this.#list.render({ items: chats, selected: index });
    if (selected !== this.#selected && index !== -1) this.#list.reveal(index);
    this.#selected = selected;
  }

  dispose(): void {
    this.#list.dispose();
  }
}

const createChatRow = (nameOf: (chatId: string) => string): Row<ChatMoment> => {
  const dot = element('span', { class: 'lamp', 'aria-hidden': 'true' });
  const id = element('span', { class: 'id' });
  const state = element('span', { class: 'state-name' });
  const row = element('div', { class: 'row' }, dot, id, state);
  return {
    element: row,
    update({ chat }) {
      const top = topOf(chat.value);
      setText(id, nameOf(chat.chatId));
      setText(state, top);
      if (row.dataset['chatState'] !== top) {
        row.className = `row ${hueOf(top)}`;
        row.dataset['chatState'] = top;
      }
    },
  };
};
