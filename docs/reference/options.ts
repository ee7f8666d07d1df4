import { join } from 'node:path';
import { LogLevel, type TypeDocOptions } from 'typedoc';
import { entries, ROOT } from './entries.js';

const WHAT_IS_READ: Partial<TypeDocOptions> = {
  tsconfig: join(ROOT, 'docs/reference/tsconfig.json'),
  entryPoints: entries.map(({ types }) => join(ROOT, types)),
  readme: 'none',
  excludeExternals: true,
  excludeInternal: true,
  // `npm run types` checks the same sources.
  skipErrorChecking: true,
  sort: ['source-order'],
  logLevel: LogLevel.Warn,
};

const WHAT_IS_CHECKED: Partial<TypeDocOptions> = {
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Method', 'Variable'],
};

/** Of the plugin too. */
const HOW_IT_LOOKS = {
  theme: 'reference',
  outputFileStrategy: 'modules',
  flattenOutputFiles: true,
  disableSources: true,
  hideGenerator: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  pageTitleTemplates: { module: '{name}' },
  groupOrder: [
    ...['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', 'References'],
    ...['Constructors', 'Properties', 'Methods'],
  ],
  expandParameters: true,
  expandObjects: true,
  useHTMLAnchors: true,
  parametersFormat: 'none',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeDeclarationVisibility: 'compact',
  tableColumnSettings: {
    hideModifiers: true,
    hideInherited: true,
    hideOverrides: true,
    hideSources: true,
    hideDefaults: true,
  },
};

export const OPTIONS: Partial<TypeDocOptions> = { ...WHAT_IS_READ, ...WHAT_IS_CHECKED, ...HOW_IT_LOOKS };
