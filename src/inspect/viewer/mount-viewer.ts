/**
 * The inspector's viewer, for a place of your own in a page: see docs/inspection.md.
 *
 * @packageDocumentation
 */
import { CHART_STYLE } from '../chart/chart-style.js';
import { OVERVIEW_STYLE } from '../chart/overview.js';
import type { InspectionSource } from '../inspection.js';
import { Announcer } from './announcer.js';
import { ChartView } from './chart-view.js';
import { ChatList } from './chat-list.js';
import { ContextTable } from './context-table.js';
import { element } from './element.js';
import { Timeline } from './timeline.js';
import { Toolbar } from './toolbar.js';
import { ViewerModel, type ViewerView } from './viewer-model.js';
import { VIEWER_STYLE } from './viewer-style.js';

/** What of the viewer is shown. */
export interface ViewerOptions {
  /** The chat that is selected from the start. Default: the first. */
  readonly chatId?: string;
  /** What people call a chat, where the viewer names it. Default: its id. */
  readonly nameOf?: (chatId: string) => string;
  /** Only the chart and the timeline of the chat `chatId`, for a place beside it. Default false. */
  readonly compact?: boolean;
}

/** A viewer in a page. */
export interface MountedViewer {
  /** Takes the viewer out of the document and ends everything of it; idempotent. */
  unmount(): void;
}

/** A part of the viewer: renders what has changed since the last time. */
interface Part {
  readonly element: HTMLElement;
  render(view: ViewerView): void;
  dispose?(): void;
}

/**
 * Shows what an inspector tells, in a shadow root in `root`, which it fills. It renders once per frame of the screen at most,
 * and needs nothing that a strict content security policy forbids.
 */
export const mountViewer = (
  root: HTMLElement,
  source: InspectionSource,
  { chatId, nameOf, compact = false }: ViewerOptions = {},
): MountedViewer => {
  let frame: number | null = null;
  const render = () => {
    frame = null;
    const view = model.view();
    for (const part of parts) part.render(view);
  };
  const model = new ViewerModel({
    chatId,
    nameOf,
    onChange: () => {
      frame ??= requestAnimationFrame(render);
    },
  });
  const toolbar = new Toolbar(model);
  const chart = new ChartView();
  const timeline = new Timeline(model, compact);
  const announcer = new Announcer({ tellsPresent: !compact });
  const parts: Part[] = compact
    ? [toolbar, chart, timeline, announcer]
    : [toolbar, new ChatList(model), chart, timeline, new ContextTable(), announcer];

  // The class of the drawing: its colours, and the hue of each state, are those of everything here.
  const viewer = element(
    'div',
    { class: `viewer evenkeel-chart${compact ? ' compact' : ''}` },
    ...parts.map((part) => part.element),
  );
  viewer.addEventListener('keydown', (event) => stepByKey(model, event));
  const host = element('div');
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [CHART_STYLE, OVERVIEW_STYLE, VIEWER_STYLE].map(styleSheet);
  shadow.append(viewer);
  root.append(host);
  render();
  const unsubscribe = source.subscribe((message) => model.receive(message));

  return {
    unmount() {
      unsubscribe();
      if (frame !== null) cancelAnimationFrame(frame);
      for (const part of parts) part.dispose?.();
      host.remove();
    },
  };
};

const styleSheet = (text: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};

/** Left and right step, but where they move a caret or scroll. */
const stepByKey = (model: ViewerModel, event: KeyboardEvent): void => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as -1 | 1 | undefined;
  if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target instanceof Element && event.target.matches('input, .chart-scroller')) return;
  event.preventDefault();
  model.step(by);
};
