import { dirname, join } from 'node:path';
import ts from 'typescript';
import { entries } from '../../docs/reference/entries.js';
import { type BlockSource, sourceOf } from './block-source.js';
import type { CodeBlock } from './code-blocks.js';
import { ROOT } from './pages.js';

export interface CheckedBlocks {
  /** What is wrong with a block, each with its line on the page. */
  mistakesIn(block: CodeBlock): string[];
  /** The names that a reader is said to have, and no block uses. */
  readonly unusedNames: readonly string[];
}

const inProject = (path: string) => join(ROOT, path);

/** Those of the sources, and what a page, Node and a bundler have. */
const compilerOptions = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(inProject('tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  return {
    ...options,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node', 'vite/client'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.ReactJSX,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    // A matter of taste, which readers may not share.
    noPropertyAccessFromIndexSignature: false,
    paths: {
      ...Object.fromEntries(entries.map(({ name, types }) => [name, [inProject(types)]])),
      // It asks for XState 4, and so is installed in a workspace of its own.
      '@xstate/inspect': [inProject('test/xstate-inspect/node_modules/@xstate/inspect')],
    },
  };
};

const SVELTE_TYPES = ['svelte-shims-v4.d.ts', 'svelte-jsx-v4.d.ts'].map((file) =>
  inProject(`node_modules/svelte2tsx/${file}`),
);

const READER_GLOBALS = inProject('test/docs/reader-globals.d.ts');

/** Checks all blocks as one program, in which a reader has these names. */
export const checkBlocks = (blocks: readonly CodeBlock[], readerNames: readonly string[]): CheckedBlocks => {
  const sources = blocks.map(sourceOf);
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  texts.set(READER_GLOBALS, globalsOf(readerNames));
  const options = compilerOptions();
  const program = ts.createProgram({
    rootNames: [...texts.keys(), ...SVELTE_TYPES],
    options,
    host: hostOf(texts, sources, options),
  });
  const byBlock = new Map(sources.map((source) => [source.block, source]));
  return {
    mistakesIn(block) {
      const source = byBlock.get(block);
      if (source === undefined) throw new Error(`${block.page}:${block.line} is not in the program`);
      return [...source.mistakes, ...mistakesOf(program, source)];
    },
    unusedNames: unusedNames(program, sources, readerNames),
  };
};

const globalsOf = (names: readonly string[]) =>
  names
    .map((name) => `declare const ${name}: ReturnType<typeof import('./reader-names.js').readerNames>['${name}'];\n`)
    .join('');

/** Has the blocks beside the files that there are; a block finds those of its page by the names they give themselves. */
const hostOf = (
  texts: ReadonlyMap<string, string>,
  sources: readonly BlockSource[],
  options: ts.CompilerOptions,
): ts.CompilerHost => {
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile, fileExists, readFile } = host;
  const cache = ts.createModuleResolutionCache(ROOT, (file) => file, options);
  const neighbour = (name: string, from: string) => {
    const { block } = sources.find(({ file }) => file === from) ?? {};
    const stem = name.replace(/^\.\//, '').replace(/\.js$/, '');
    return sources.findLast(
      ({ file, block: { page } }) =>
        page === block?.page && file.slice(dirname(file).length + 1).startsWith(`${stem}.`),
    );
  };
  return {
    ...host,
    fileExists: (file) => texts.has(file) || fileExists(file),
    readFile: (file) => texts.get(file) ?? readFile(file),
    getSourceFile(file, languageVersion, ...rest) {
      const text = texts.get(file);
      if (text === undefined) return getSourceFile(file, languageVersion, ...rest);
      return ts.createSourceFile(file, text, languageVersion, true);
    },
    resolveModuleNameLiterals: (literals, from, _redirected, compilerOptions) =>
      literals.map(({ text: name }) => {
        const near = name.startsWith('./') && texts.has(from) ? neighbour(name, from) : undefined;
        if (near === undefined) return ts.resolveModuleName(name, from, compilerOptions, host, cache);
        return {
          resolvedModule: { resolvedFileName: near.file, extension: near.file.slice(near.file.lastIndexOf('.')) },
        };
      }),
  };
};

/** Examples declare what they do not use; they have no reason to import it. */
const isImport = ({ statements }: ts.SourceFile, { start = 0 }: ts.Diagnostic) =>
  statements.some((one) => ts.isImportDeclaration(one) && one.pos <= start && start < one.end);

const mistakesOf = (program: ts.Program, { block, file, lineAt, isWhole }: BlockSource): string[] => {
  const source = sourceFileOf(program, file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].flatMap(
    (diagnostic) => {
      const line = lineAt(source, diagnostic.start ?? 0);
      const isUnused = diagnostic.reportsUnnecessary !== undefined;
      if (line === null || (isUnused && !(isWhole && isImport(source, diagnostic)))) return [];
      return [`${block.page}:${block.line + line} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`];
    },
  );
};

const unusedNames = (program: ts.Program, sources: readonly BlockSource[], names: readonly string[]): string[] => {
  const checker = program.getTypeChecker();
  const unused = new Set(names);
  const isReaders = (node: ts.Node) =>
    checker.getSymbolAtLocation(node)?.declarations?.[0]?.getSourceFile().fileName === READER_GLOBALS;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && unused.has(node.text) && isReaders(node)) unused.delete(node.text);
    ts.forEachChild(node, visit);
  };
  for (const { file } of sources) visit(sourceFileOf(program, file));
  return [...unused];
};

const sourceFileOf = (program: ts.Program, file: string): ts.SourceFile => {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not in the program`);
  return source;
};
