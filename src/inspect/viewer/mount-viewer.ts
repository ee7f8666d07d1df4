/**
 * The inspector's viewer, for a place of your own in a page: see docs/inspection.md.
 *
 * @packageDocumentation
 */
import { mount, unmount } from 'svelte';
import { CHART_STYLE, SCHEME_STYLE } from '../chart/chart-style.js';
import { OVERVIEW_STYLE } from '../chart/overview.js';
import type { InspectionSource } from '../inspection.js';
import Viewer from './Viewer.svelte';
import { ViewerModel } from './viewer-model.js';
import { VIEWER_STYLE } from './viewer-style.js';

/** What of the viewer is shown. */
export interface ViewerOptions {
  /** The chat that is selected from the start. Default: the first. */
  readonly chatId?: string;
  /** What people call a chat, where the viewer names it. Default: its id. */
  readonly nameOf?: (chatId: string) => string;
  /** Only the chart and the timeline of the chat `chatId`, for a place beside it. Default false. */
  readonly compact?: boolean;
  /**
   * The wall clock of what is watched, in milliseconds since 1970. Default `Date.now`. For a record in virtual time:
   * `clock.wallNow`.
   */
  readonly wallNow?: () => number;
}

/** A viewer in a page. */
export interface MountedViewer {
  /** Takes the viewer out of the document and ends everything of it; idempotent. */
  unmount(): void;
}

/**
 * Shows what an inspector tells, in a shadow root in `root`, which it fills. It renders once per frame of the screen at most,
 * and needs nothing that a strict content security policy forbids. It is light or dark as the `color-scheme` of `root` says; where
 * that is not set, as the system prefers.
 */
export const mountViewer = (
  root: HTMLElement,
  source: InspectionSource,
  { chatId, nameOf, compact = false, wallNow = Date.now }: ViewerOptions = {},
): MountedViewer => {
  let frame: number | null = null;
  let isMounted = true;
  const model = new ViewerModel({
    chatId,
    nameOf,
    wallNow,
    onChange: () => {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        viewer['render']();
      });
    },
  });
  const host = document.createElement('div');
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [CHART_STYLE, SCHEME_STYLE, OVERVIEW_STYLE, VIEWER_STYLE].map(styleSheet);
  if (!/light|dark/.test(getComputedStyle(root).colorScheme)) host.style.colorScheme = 'light dark';
  root.append(host);
  const viewer = mount(Viewer, { target: shadow, props: { model, compact, wallNow } });
  const unsubscribe = source.subscribe((message) => model.receive(message));

  return {
    unmount() {
      if (!isMounted) return;
      isMounted = false;
      unsubscribe();
      if (frame !== null) cancelAnimationFrame(frame);
      void unmount(viewer);
      host.remove();
    },
  };
};

const styleSheet = (text: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};
