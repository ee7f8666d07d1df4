import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';
import { ROOT } from './pages.js';

/** What a block finds where it runs. */
export interface Surroundings {
  /** Its globals, beside those of Node. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** What it imports from a module. */
  load(name: string): Promise<unknown>;
}

/** The variables, functions and classes that a block has at its top level, as they are when they are read. */
export type TopLevel = Readonly<Record<string, unknown>>;

/** Runs a block of TypeScript as a module; resolves once its last statement is done. */
export const runBlock = async (block: CodeBlock, { globals, load }: Surroundings): Promise<TopLevel> => {
  const names = ts.preProcessFile(block.code).importedFiles.map(({ fileName }) => fileName);
  const modules = new Map(await Promise.all(names.map(async (name) => [name, await load(name)] as const)));
  const getters = topLevelNames(block.code).map(([name, value]) => `get ${name}() { return ${value}; }`);
  const body = `return (async () => { ${javaScriptOf(block)}\nreturn { ${getters.join(', ')} }; })();`;
  const run = compileFunction(body, ['require', 'exports', ...Object.keys(globals)], {
    filename: join(ROOT, block.page),
    lineOffset: block.line - 1,
  });
  return run((name: string) => modules.get(name), {}, ...Object.values(globals));
};

const javaScriptOf = ({ code }: CodeBlock) => {
  // What a bundler puts in its place.
  const bundled = code.replaceAll('import.meta', 'importMeta');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(bundled, { compilerOptions }).outputText;
};

/** Each with what it is called in the script that is made of the module. */
const topLevelNames = (code: string): [name: string, value: string][] =>
  ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022).statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
      const names = statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
      return names.map((name) => [name, isExported ? `exports.${name}` : name] as [string, string]);
    }
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isNamed && statement.name !== undefined ? [[statement.name.text, statement.name.text]] : [];
  });

const namesIn = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
