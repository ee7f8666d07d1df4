import { element } from './element.js';

export interface Row<Item> {
  readonly element: HTMLElement;
  update(item: Item): void;
}

export interface VirtualListOptions<Item> {
  /** What the list is called. */
  readonly label: string;
  /** Distinguishes its rows from those of another list in the same root. */
  readonly name: string;
  readonly rowHeightPx: number;
  readonly createRow: () => Row<Item>;
  readonly onChoose: (item: Item, index: number) => void;
}

export interface VirtualListContent<Item> {
  readonly items: readonly Item[];
  /** -1 for none. */
  readonly selected: number;
}

interface MountedRow<Item> extends Row<Item> {
  shown: { readonly item: Item; readonly index: number; readonly count: number; readonly isSelected: boolean } | null;
}

/** Rows above and below those in sight. */
const MARGIN = 4;

/** A list box of rows of the same height, of which only those in sight are in the document. */
export class VirtualList<Item> {
  /** Its room: the list in it is as high as whole rows are. */
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #options: VirtualListOptions<Item>;
  readonly #track = element('div', { role: 'presentation', class: 'track' });
  readonly #rows: MountedRow<Item>[] = [];
  readonly #resize = new ResizeObserver(([entry]) => {
    const wasAtEnd = this.isAtEnd;
    this.#heightPx = entry?.contentRect.height ?? 0;
    if (this.#content.selected !== -1) this.reveal(this.#content.selected);
    else if (wasAtEnd) this.scrollTo(Number.POSITIVE_INFINITY);
    this.#renderRows();
  });
  #content: VirtualListContent<Item> = { items: [], selected: -1 };
  /** How many items were rendered last: their list may have grown since. */
  #count = 0;
  #heightPx = 0;
  #topPx = 0;

  constructor(options: VirtualListOptions<Item>) {
    this.#options = options;
    this.#list = element(
      'div',
      { role: 'listbox', class: 'list', tabindex: '0', 'aria-label': options.label },
      this.#track,
    );
    this.#list.style.setProperty('--row', `${options.rowHeightPx}px`);
    this.#list.addEventListener('scroll', () => {
      this.#topPx = this.#list.scrollTop;
      this.#renderRows();
    });
    this.#list.addEventListener('keydown', (event) => this.#onKey(event));
    this.#list.addEventListener('click', (event) => this.#onClick(event));
    this.#resize.observe(this.#list);
    this.element = element('div', { class: 'list-room' }, this.#list);
  }

  /** Whether the last row is in sight, so that a list that grows should stay there. */
  get isAtEnd(): boolean {
    return this.#topPx + this.#heightPx >= (this.#count - 1) * this.#options.rowHeightPx;
  }

  render(content: VirtualListContent<Item>): void {
    this.#content = content;
    this.#count = content.items.length;
    const height = `${content.items.length * this.#options.rowHeightPx}px`;
    if (this.#track.style.height !== height) this.#track.style.height = height;
    this.#renderRows();
  }

  /** Brings a row into sight, by as little as it takes. */
  reveal(index: number): void {
    const { rowHeightPx } = this.#options;
    const top = index * rowHeightPx;
    if (top < this.#topPx) this.scrollTo(top);
    else if (top + rowHeightPx > this.#topPx + this.#heightPx) this.scrollTo(top + rowHeightPx - this.#heightPx);
  }

  scrollBy(rows: number): void {
    this.scrollTo(this.#topPx + rows * this.#options.rowHeightPx);
  }

  scrollTo(topPx: number): void {
    const lowest = Math.max(0, this.#content.items.length * this.#options.rowHeightPx - this.#heightPx);
    const wanted = Math.min(Math.max(0, topPx), lowest);
    if (wanted === this.#topPx) return;
    this.#list.scrollTop = wanted;
    this.#topPx = wanted;
    this.#renderRows();
  }

  dispose(): void {
    this.#resize.disconnect();
  }

  #renderRows(): void {
    const { items, selected } = this.#content;
    const { rowHeightPx, name } = this.#options;
    const first = Math.max(0, Math.floor(this.#topPx / rowHeightPx) - MARGIN);
    const end = Math.min(items.length, Math.ceil((this.#topPx + this.#heightPx) / rowHeightPx) + MARGIN);
    for (let index = first; index < end; index += 1) {
      this.#show(this.#rowAt(index - first), items[index] as Item, index, index === selected);
    }
    for (const row of this.#rows.splice(Math.max(0, end - first))) row.element.remove();
    const active = selected >= first && selected < end ? `${name}-${selected}` : null;
    if (active === null) this.#list.removeAttribute('aria-activedescendant');
    else if (this.#list.getAttribute('aria-activedescendant') !== active) {
      this.#list.setAttribute('aria-activedescendant', active);
    }
  }

  #rowAt(place: number): MountedRow<Item> {
    const mounted = this.#rows[place];
    if (mounted !== undefined) return mounted;
    const row: MountedRow<Item> = { ...this.#options.createRow(), shown: null };
    row.element.setAttribute('role', 'option');
    this.#rows.push(row);
    this.#track.append(row.element);
    return row;
  }

  #show(row: MountedRow<Item>, item: Item, index: number, isSelected: boolean): void {
    const { shown, element: node } = row;
    const count = this.#content.items.length;
    if (shown?.item === item && shown.index === index && shown.count === count && shown.isSelected === isSelected)
      return;
    if (shown?.index !== index) {
      node.id = `${this.#options.name}-${index}`;
      node.style.transform = `translateY(${index * this.#options.rowHeightPx}px)`;
      node.setAttribute('aria-posinset', String(index + 1));
    }
    if (shown?.count !== count) node.setAttribute('aria-setsize', String(count));
    if (shown?.isSelected !== isSelected) node.setAttribute('aria-selected', String(isSelected));
    if (shown?.item !== item) row.update(item);
    row.shown = { item, index, count, isSelected };
  }

  #onClick({ target }: Event): void {
    const row = this.#rows.find((one) => target instanceof Node && one.element.contains(target));
    if (row?.shown) this.#options.onChoose(row.shown.item, row.shown.index);
  }

  #onKey(event: KeyboardEvent): void {
    const { items, selected } = this.#content;
    const page = Math.max(1, Math.floor(this.#heightPx / this.#options.rowHeightPx) - 1);
    const from = selected === -1 ? items.length : selected;
    const wanted = {
      ArrowUp: from - 1,
      ArrowDown: selected + 1,
      PageUp: from - page,
      PageDown: selected + page,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const index = Math.min(Math.max(0, wanted), items.length - 1);
    const item = items[index];
    if (item !== undefined && index !== selected) this.#options.onChoose(item, index);
  }
}
