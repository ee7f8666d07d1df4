import type { InspectionEvent } from 'xstate';
import {
  aBoolean,
  aFunction,
  type Checks,
  checkedFields,
  either,
  literally,
  objectWith,
  wholeNumberFrom,
} from '../options/option-checks.js';
import type { InspectionSource } from './inspection.js';
import { DEFAULT_MAX_FRAMES } from './recorder.js';

/** The side of the page at which the panel stands. */
export type Dock = 'right' | 'bottom';

/**
 * The options of `createInspector`, the same in a page and in Node; what does not apply is ignored. A bad value or an
 * unknown name throws `TypeError` (`ERR_INVALID_OPTION`).
 */
export interface InspectorOptions {
  /** How many frames are kept: a whole number from 1. Older frames are dropped, and counted. Default 5000. */
  readonly maxFrames?: number;
  /**
   * The wall clock of what is watched, in milliseconds since 1970. Default `Date.now`. For connections in virtual time, such as
   * those of a test: `clock.wallNow`.
   */
  readonly wallNow?: () => number;
  /**
   * In a page: whether there is a panel. Without a panel, show the record where you like (`evenkeel/inspect/viewer`). Default:
   * in development only. The bundler says so by `process.env.NODE_ENV`; without a bundler, a page from this machine
   * (`localhost`, 127.0.0.1, a file) is in development.
   */
  readonly panel?: boolean;
  /** In a page: the element that the panel is put into; the panel covers the page wherever that is. Default: the body. */
  readonly root?: { readonly appendChild: (node: never) => unknown };
  /** In a page: where the panel stands until it is moved. Default `right`. */
  readonly dock?: Dock;
  /** In a page: whether the panel is open at first; otherwise there is a small button. Default true. */
  readonly open?: boolean;
}

/** How Node serves the viewer. A bad value or an unknown name throws `TypeError` (`ERR_INVALID_OPTION`). */
export interface ServeOptions {
  /** The port of 127.0.0.1; 0 is any free port. Default 0. */
  readonly port?: number;
  /** Told once where the viewer is, or why there is none. Default `console.log`, also where `print` throws. */
  readonly print?: (line: string) => void;
}

/** Watches the charts of one connections object, which gets it as the option `inspect`. */
export interface Inspector extends InspectionSource {
  /** Takes XState's inspection events; bound. */
  readonly next: (event: InspectionEvent) => void;
  /**
   * In Node: serves the viewer on 127.0.0.1, prints its address, and resolves with it; rejects if the port cannot be had. Called
   * again, it answers the same. Until it is called, nothing is served. It resolves with null in a page, which has a panel, in a
   * worker, and after `close`. Bound.
   */
  readonly serve: (options?: ServeOptions) => Promise<string | null>;
  /** Ends the panel or the server and forgets the record; idempotent. What happens afterwards is not inspected. */
  readonly close: () => Promise<void>;
}

/** The options that have a default on every platform. */
export type ResolvedInspectorOptions = InspectorOptions &
  Required<Pick<InspectorOptions, 'maxFrames' | 'wallNow' | 'dock' | 'open'>>;

const INSPECTOR_OPTIONS: Checks<InspectorOptions> = {
  maxFrames: wholeNumberFrom(1),
  wallNow: aFunction,
  root: objectWith(['appendChild']),
  dock: either(literally('right'), literally('bottom')),
  panel: aBoolean,
  open: aBoolean,
};

const SERVE_OPTIONS: Checks<ServeOptions> = {
  port: {
    expected: 'a whole number from 0 to 65535',
    accepts: (value) => wholeNumberFrom(0).accepts(value) && Number(value) <= 65_535,
  },
  print: aFunction,
};

export const resolveInspectorOptions = (options: InspectorOptions): ResolvedInspectorOptions => ({
  maxFrames: DEFAULT_MAX_FRAMES,
  wallNow: Date.now,
  dock: 'right',
  open: true,
  ...checkedFields('', options, INSPECTOR_OPTIONS),
});

export const resolveServeOptions = (options: ServeOptions): ServeOptions & Required<Pick<ServeOptions, 'port'>> => ({
  port: 0,
  ...checkedFields('', options, SERVE_OPTIONS),
});
