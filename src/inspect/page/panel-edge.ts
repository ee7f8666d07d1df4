import type { Dock } from '../inspector.js';

/** Smaller than this nothing can be read, in pixels. */
const MIN_SIZE = 160;
const STEP = 24;

/** What the keys do to the size: towards the middle of the page is larger. */
const LARGER: Readonly<Record<Dock, string>> = { right: 'ArrowLeft', bottom: 'ArrowUp' };
const SMALLER: Readonly<Record<Dock, string>> = { right: 'ArrowRight', bottom: 'ArrowDown' };

/** The edge of the panel, by which it is resized with the pointer or, where it has the focus, with the arrow keys. */
export class PanelEdge {
  readonly element = document.createElement('div');
  readonly #resize: (size: number) => void;
  #dock: Dock = 'right';
  #size = 0;

  constructor(resize: (size: number) => void) {
    const { element } = this;
    this.#resize = resize;
    element.className = 'edge';
    element.tabIndex = 0;
    element.setAttribute('role', 'separator');
    element.setAttribute('aria-label', 'Size of the inspector');
    element.addEventListener('keydown', (event) => this.#onKey(event));
    element.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener('pointermove', ({ pointerId, clientX, clientY }) => {
      if (!element.hasPointerCapture(pointerId)) return;
      this.#resizeTo(this.#dock === 'right' ? innerWidth - clientX : innerHeight - clientY);
    });
  }

  /** Says where it is; a size that the window is too small for is kept for when it is larger. */
  place(dock: Dock, size: number): void {
    const { element } = this;
    this.#dock = dock;
    this.#size = fitting(size, dock);
    element.setAttribute('aria-orientation', dock === 'right' ? 'vertical' : 'horizontal');
    element.setAttribute('aria-valuemin', String(MIN_SIZE));
    element.setAttribute('aria-valuemax', String(maxSize(dock)));
    element.setAttribute('aria-valuenow', String(this.#size));
  }

  #onKey(event: KeyboardEvent): void {
    const sizes = {
      [LARGER[this.#dock]]: this.#size + STEP,
      [SMALLER[this.#dock]]: this.#size - STEP,
      Home: MIN_SIZE,
      End: maxSize(this.#dock),
    };
    const size = sizes[event.key];
    if (size === undefined) return;
    event.preventDefault();
    this.#resizeTo(size);
  }

  #resizeTo(size: number): void {
    this.#resize(fitting(size, this.#dock));
  }
}

const maxSize = (dock: Dock) => Math.max(MIN_SIZE, dock === 'right' ? innerWidth : innerHeight);

const fitting = (size: number, dock: Dock) => Math.round(Math.min(Math.max(size, MIN_SIZE), maxSize(dock)));
