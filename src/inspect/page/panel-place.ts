import type { Dock } from '../inspector.js';

/** Where the panel stands, and how much of the page it covers. */
export interface PanelPlace {
  readonly dock: Dock;
  readonly open: boolean;
  /** Of each dock, in pixels: its width at the right, its height at the bottom. */
  readonly sizes: Readonly<Record<Dock, number>>;
}

const KEY = 'evenkeel-inspector';

const DEFAULT_SIZES = { right: 520, bottom: 360 };

/** The place that this tab remembers, or the one that is given. */
export const rememberedPlace = (dock: Dock, open: boolean): PanelPlace => {
  const given = { dock, open, sizes: DEFAULT_SIZES };
  try {
    const remembered: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return isPlace(remembered) ? remembered : given;
  } catch {
    return given; // Storage that is blocked, or text that is not ours.
  }
};

export const rememberPlace = (place: PanelPlace): void => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(place));
  } catch {
    // Storage that is blocked or full: the place lasts as long as the page.
  }
};

const isPlace = (value: unknown): value is PanelPlace => {
  const { dock, open, sizes } = (value ?? {}) as Partial<PanelPlace>;
  return (
    (dock === 'right' || dock === 'bottom') &&
    typeof open === 'boolean' &&
    Number.isFinite(sizes?.right) &&
    Number.isFinite(sizes?.bottom)
  );
};
