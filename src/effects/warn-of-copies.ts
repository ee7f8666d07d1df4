const MARK = Symbol.for('evenkeel');
const THIS_COPY = {};
/** In place of a copy's mark, once it was said. It is the same for all copies. */
const WARNED = Symbol.for('evenkeel warned');

interface Page {
  document?: object;
  console?: { warn?(text: string): void };
  [MARK]?: object | symbol;
}

const WARNING =
  'evenkeel is in this page twice: each copy has its own connections and its own limit of handshakes. ' +
  'Cause: two versions are installed, or a bundler took two paths to one. ' +
  'Fix: see `npm ls evenkeel`, then run `npm dedupe`, or set resolve.dedupe (Vite) or resolve.alias (Webpack) to one copy.';

/** Says once per page that two copies of the library connect in it. Servers load modules more than once on purpose. */
export const warnOfCopies = (): void => {
  const page = globalThis as Page;
  if (page.document === undefined) return;
  page[MARK] ??= THIS_COPY;
  if (page[MARK] === THIS_COPY || page[MARK] === WARNED) return;
  page[MARK] = WARNED;
  page.console?.warn?.(WARNING);
};
