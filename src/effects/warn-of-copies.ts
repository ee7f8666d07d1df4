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
  'evenkeel is loaded twice in this page: two versions are installed (`npm ls evenkeel`; fix: `npm dedupe`), or the bundler ' +
  'found one by two paths (fix: `resolve.dedupe` in Vite, `resolve.alias` in Webpack)';

/** Says once per page that two copies of the library connect in it. Servers load modules more than once on purpose. */
export const warnOfCopies = (): void => {
  const page = globalThis as Page;
  if (page.document === undefined) return;
  page[MARK] ??= THIS_COPY;
  if (page[MARK] === THIS_COPY || page[MARK] === WARNED) return;
  page[MARK] = WARNED;
  page.console?.warn?.(WARNING);
};
