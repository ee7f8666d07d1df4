import type { ChartLayout, Rectangle } from '../chart/chart-layout.js';
import { element, svgElement } from './element.js';
import { hueOf } from './state-names.js';

/** The whole chart, small, beside the part of it that is in sight. For the eye and the pointer alone: the chart itself scrolls by keys. */
export class ChartMap {
  readonly element: HTMLElement;
  readonly #svg: SVGElement;
  readonly #boxes: ReadonlyMap<string, SVGElement>;
  readonly #sight = svgElement('rect', { class: 'sight', rx: '12' });
  /** Told where the pointer asks to look, in the chart's pixels. */
  onLook: (x: number, y: number) => void = () => {};

  constructor({ width, height, boxes }: ChartLayout) {
    this.#boxes = new Map(
      boxes.slice(1).map(({ path, x, y, width: across, height: down }) => [
        path,
        svgElement('rect', {
          class: `map-box ${hueOf(path.split('.')[0] ?? '')}`,
          x: String(x),
          y: String(y),
          width: String(across),
          height: String(down),
          rx: '16',
        }),
      ]),
    );
    this.#svg = svgElement('svg', { viewBox: `0 0 ${width} ${height}` });
    this.#svg.append(...this.#boxes.values(), this.#sight);
    this.element = element('div', { class: 'map', 'aria-hidden': 'true' }, this.#svg);
    const look = ({ clientX, clientY, buttons }: PointerEvent) => {
      if (buttons === 0) return;
      const { left, top, width: shown } = this.#svg.getBoundingClientRect();
      this.onLook(((clientX - left) * width) / shown, ((clientY - top) * width) / shown);
    };
    this.element.addEventListener('pointerdown', look);
    this.element.addEventListener('pointermove', look);
  }

  light(paths: ReadonlySet<string>): void {
    for (const [path, box] of this.#boxes) box.classList.toggle('lit', paths.has(path));
  }

  /** What is in sight; nothing to tell when that is all. */
  frame({ x, y, width, height }: Rectangle, isAll: boolean): void {
    this.element.hidden = isAll;
    for (const [name, value] of Object.entries({ x, y, width, height })) this.#sight.setAttribute(name, String(value));
  }
}
