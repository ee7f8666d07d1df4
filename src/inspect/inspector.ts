import type { InspectionEvent } from 'xstate';
import {
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
 * The options of `createInspector`, the same in a page and in Node: what does not apply there is ignored. A bad value or an
 * unknown name throws `TypeError` (`ERR_INVALID_OPTION`).
 */
export interface InspectorOptions {
  /** How many frames are kept: a whole number from 1. Older ones are dropped, and counted. Default 5000. */
  readonly maxFrames?: number;
  /** In a page: whether there is a panel; without one, show what is recorded where you like (`evenkeel/inspect/viewer`). Default true. */
  readonly panel?: boolean;
  /** In a page: the element that the panel is put into; it covers the page wherever it is. Default: the body. */
  readonly root?: { readonly appendChild: (node: never) => unknown };
  /** In a page: where the panel stands, until it is moved. Default `right`. */
  readonly dock?: Dock;
  /** In a page: whether the panel is open at first, rather than a small button, until it is hidden or shown. Default true. */
  readonly open?: boolean;
  /** In Node: the port of 127.0.0.1 on which the viewer is served; 0 is any that is free. Default 0. */
  readonly port?: number;
  /** In Node: told, once, where the viewer is, or why there is none. Default `console.log`, also where it throws. */
  readonly print?: (line: string) => void;
}

/** Watches the charts of one connections object: it is given to it as the option `inspect`. */
export interface Inspector extends InspectionSource {
  /** Takes XState's inspection events; bound. */
  readonly next: (event: InspectionEvent) => void;
  /**
   * The address of the viewer that Node serves, once it can be opened; rejects if the port cannot be had. Null in a page,
   * which has the viewer in itself.
   */
  readonly url: Promise<string | null>;
  /** Ends the viewer and forgets what was seen; idempotent. What happens afterwards is not inspected. */
  readonly close: () => Promise<void>;
}

/** What has no default here is the platform's to choose. */
export type ResolvedInspectorOptions = InspectorOptions &
  Required<Pick<InspectorOptions, 'maxFrames' | 'panel' | 'dock' | 'open' | 'port'>>;

const trueOrFalse = { expected: 'true or false', accepts: (value: unknown) => typeof value === 'boolean' };

const OPTIONS: Checks<InspectorOptions> = {
  maxFrames: wholeNumberFrom(1),
  root: objectWith(['appendChild']),
  dock: either(literally('right'), literally('bottom')),
  panel: trueOrFalse,
  open: trueOrFalse,
  port: {
    expected: 'a whole number from 0 to 65535',
    accepts: (value) => wholeNumberFrom(0).accepts(value) && Number(value) <= 65_535,
  },
  print: aFunction,
};

export const resolveInspectorOptions = (options: InspectorOptions): ResolvedInspectorOptions => ({
  maxFrames: DEFAULT_MAX_FRAMES,
  panel: true,
  dock: 'right',
  open: true,
  port: 0,
  ...checkedFields('', options, OPTIONS),
});
