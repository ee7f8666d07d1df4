import type { ChartLayout } from '../chart/chart-layout.js';
import type { ChartMap } from './chart-map.js';
import { element } from './element.js';

const MIN_SCALE = 0.2;
const MAX_SCALE = 2;
/** Smaller, its text is hard to read. */
const LEGIBLE_SCALE = 0.85;
/** Kept free around what is shown, in the chart's pixels. */
const MARGIN = 24;

/** The part of a chart that is in sight: it follows what becomes active until somebody looks elsewhere. */
export class ChartScroller {
  readonly element: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #layout: ChartLayout;
  readonly #map: ChartMap;
  readonly #resize = new ResizeObserver(() => this.#onResize());
  #scale: number | null = null;
  #isFollowing = true;
  #shown: readonly string[] = [];
  onFollow: (isFollowing: boolean) => void = () => {};

  constructor(svg: SVGSVGElement, layout: ChartLayout, map: ChartMap) {
    this.#svg = svg;
    this.#layout = layout;
    this.#map = map;
    this.element = element('div', {
      class: 'chart-scroller',
      tabindex: '0',
      role: 'group',
      'aria-label': 'Chart, scrollable',
    });
    this.element.append(svg);
    this.element.addEventListener('scroll', () => this.#frame());
    for (const type of ['wheel', 'touchmove', 'keydown'] as const) {
      this.element.addEventListener(type, () => this.follow(false), { passive: true });
    }
    this.element.addEventListener('pointermove', (event) => this.#drag(event));
    map.onLook = (x, y) => this.look(x, y);
    this.#resize.observe(this.element);
  }

  follow(isFollowing: boolean): void {
    if (isFollowing) this.#bring(this.#shown);
    if (isFollowing === this.#isFollowing) return;
    this.#isFollowing = isFollowing;
    this.onFollow(isFollowing);
  }

  /** Brings these states into sight, if it follows. */
  show(paths: readonly string[]): void {
    this.#shown = paths;
    if (this.#isFollowing) this.#bring(paths);
  }

  /** At a point, and no longer at what becomes active. */
  look(x: number, y: number): void {
    this.follow(false);
    this.#centre(x, y);
  }

  zoom(by: number): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.element;
    const scale = this.#scale ?? 1;
    const [x, y] = [(scrollLeft + clientWidth / 2) / scale, (scrollTop + clientHeight / 2) / scale];
    this.#resizeTo(scale * by);
    this.#centre(x, y);
  }

  fit(): void {
    const { clientWidth, clientHeight } = this.element;
    this.#resizeTo(Math.min(clientWidth / this.#layout.width, clientHeight / this.#layout.height));
  }

  dispose(): void {
    this.#resize.disconnect();
  }

  #onResize(): void {
    if (this.element.clientWidth === 0) return;
    this.#scaleAtFirst();
    if (this.#isFollowing) this.#bring(this.#shown, 'instant');
    this.#frame();
  }

  /** Once it is in sight: its text is legible. */
  #scaleAtFirst(): void {
    if (this.#scale !== null || this.element.clientWidth === 0) return;
    this.#resizeTo(Math.max(LEGIBLE_SCALE, Math.min(1, this.element.clientWidth / this.#layout.width)));
  }

  #resizeTo(scale: number): void {
    this.#scale = Math.min(Math.max(scale, MIN_SCALE), MAX_SCALE);
    this.#svg.setAttribute('width', String(Math.floor(this.#layout.width * this.#scale)));
    this.#svg.setAttribute('height', String(Math.floor(this.#layout.height * this.#scale)));
    this.#frame();
  }

  /** All of them in the middle, or the top of them if they are too large. */
  #bring(paths: readonly string[], behavior?: ScrollBehavior): void {
    this.#scaleAtFirst();
    const boxes = this.#layout.boxes.filter(({ path }) => paths.includes(path));
    const scale = this.#scale;
    if (boxes.length === 0 || scale === null) return;
    const left = Math.min(...boxes.map(({ x }) => x));
    const right = Math.max(...boxes.map(({ x, width }) => x + width));
    const top = Math.min(...boxes.map(({ y }) => y));
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
    const height = this.element.clientHeight / scale;
    const y = bottom - top > height ? top - MARGIN + height / 2 : (top + bottom) / 2;
    this.#centre((left + right) / 2, y, behavior ?? (prefersStillness() ? 'instant' : 'smooth'));
  }

  #centre(x: number, y: number, behavior: ScrollBehavior = 'instant'): void {
    this.#scaleAtFirst();
    const { clientWidth, clientHeight } = this.element;
    const scale = this.#scale ?? 1;
    this.element.scrollTo({ left: x * scale - clientWidth / 2, top: y * scale - clientHeight / 2, behavior });
  }

  #drag({ buttons, pointerType, movementX, movementY }: PointerEvent): void {
    if (buttons !== 1 || pointerType !== 'mouse') return;
    this.follow(false);
    this.element.scrollBy(-movementX, -movementY);
  }

  #frame(): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = this.element;
    const scale = this.#scale ?? 1;
    const isAll = scrollWidth <= clientWidth && scrollHeight <= clientHeight;
    this.#map.frame(
      { x: scrollLeft / scale, y: scrollTop / scale, width: clientWidth / scale, height: clientHeight / scale },
      isAll,
    );
  }
}

const prefersStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
