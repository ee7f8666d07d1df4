import type { InspectionSource } from '../inspection.js';
import type { Dock } from '../inspector.js';
import type { MountedViewer } from '../viewer/mount-viewer.js';
import { PanelEdge } from './panel-edge.js';
import { type PanelPlace, rememberedPlace, rememberPlace } from './panel-place.js';
import { PANEL_STYLE } from './panel-style.js';

export interface PanelOptions {
  readonly root: { readonly appendChild: (node: never) => unknown };
  readonly dock: Dock;
  readonly open: boolean;
  /** The wall clock of what is watched. */
  readonly wallNow: () => number;
}

const TAG = 'evenkeel-inspector';
/** Tells a panel, of another copy of this module too, that a new one takes its place: hot reload makes one after the other. */
const REPLACED = 'evenkeel-replaced';

/** The viewer in a panel over the page, which can be docked, resized, and hidden to a small button. */
export class Panel {
  readonly #source: InspectionSource;
  readonly #wallNow: () => number;
  readonly #host = document.createElement(TAG);
  readonly #panel = document.createElement('section');
  readonly #viewerRoot = document.createElement('div');
  readonly #edge = new PanelEdge((size) => this.#resize(size));
  readonly #dockButton = button('', () => this.#redock());
  readonly #hideButton = button('Hide', () => this.#hide());
  readonly #showButton = button('evenkeel', () => this.#show());
  #place: PanelPlace;
  #viewer: Promise<MountedViewer | null> | null = null;
  #isClosed = false;

  constructor(source: InspectionSource, { root, dock, open, wallNow }: PanelOptions) {
    this.#source = source;
    this.#wallNow = wallNow;
    this.#place = rememberedPlace(dock, open);
    const title = document.createElement('h2');
    title.textContent = 'evenkeel';
    const header = document.createElement('header');
    header.append(title, this.#dockButton, this.#hideButton);
    this.#viewerRoot.className = 'viewer';
    this.#panel.className = 'panel';
    this.#panel.setAttribute('aria-label', 'evenkeel inspector');
    this.#panel.append(this.#edge.element, header, this.#viewerRoot);
    this.#showButton.className = 'show';
    this.#showButton.setAttribute('aria-label', 'Show the evenkeel inspector');

    const shadow = this.#host.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    style.replaceSync(PANEL_STYLE);
    shadow.adoptedStyleSheets = [style];
    shadow.append(this.#panel, this.#showButton);
    this.#render();
    for (const panel of document.querySelectorAll(TAG)) panel.dispatchEvent(new Event(REPLACED));
    this.#host.addEventListener(REPLACED, () => this.close());
    root.appendChild(this.#host as never);
    addEventListener('resize', this.#render);
  }

  /** Takes it off the page, with all that it has there. */
  close(): void {
    this.#isClosed = true;
    removeEventListener('resize', this.#render);
    this.#host.remove();
    void this.#viewer?.then((viewer) => viewer?.unmount());
  }

  readonly #render = (): void => {
    const { dock, open, sizes } = this.#place;
    this.#edge.place(dock, sizes[dock]);
    this.#panel.dataset['dock'] = dock;
    this.#panel.style.setProperty('--size', `${sizes[dock]}px`);
    this.#panel.hidden = !open;
    this.#showButton.hidden = open;
    this.#dockButton.textContent = dock === 'right' ? 'Dock at the bottom' : 'Dock at the right';
    if (open) this.#viewer ??= this.#load();
  };

  #move(change: Partial<PanelPlace>): void {
    this.#place = { ...this.#place, ...change };
    rememberPlace(this.#place);
    this.#render();
  }

  #resize(size: number): void {
    const { dock, sizes } = this.#place;
    this.#move({ sizes: { ...sizes, [dock]: size } });
  }

  #redock(): void {
    this.#move({ dock: this.#place.dock === 'right' ? 'bottom' : 'right' });
  }

  #hide(): void {
    this.#move({ open: false });
    this.#showButton.focus();
  }

  #show(): void {
    this.#move({ open: true });
    this.#hideButton.focus();
  }

  /** The viewer is code of its own, fetched when it is first to be seen. */
  async #load(): Promise<MountedViewer | null> {
    try {
      const { mountViewer } = await import('../viewer/mount-viewer.js');
      return this.#isClosed ? null : mountViewer(this.#viewerRoot, this.#source, { wallNow: this.#wallNow });
    } catch (error) {
      const note = document.createElement('p');
      note.textContent = `The viewer could not be loaded: ${String(error)}`;
      this.#viewerRoot.append(note);
      return null;
    }
  }
}

const button = (text: string, press: () => void): HTMLButtonElement => {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.addEventListener('click', press);
  return element;
};
