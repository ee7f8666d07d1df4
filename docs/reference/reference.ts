import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Application,
  Comment,
  type Context,
  Converter,
  type DeclarationReflection,
  Logger,
  LogLevel,
  type ProjectReflection,
} from 'typedoc';
import { load as loadMarkdown } from 'typedoc-plugin-markdown';
import { adjust, aliasText, sortModules } from './adjust.js';
import { entries } from './entries.js';
import { finished, withLinks } from './finish.js';
import { OPTIONS } from './options.js';
import { referenceTheme } from './theme.js';

export interface Reference {
  /** What the pages hold, by their names in the folder. */
  readonly pages: Readonly<Record<string, string>>;
  /** What is exported without a comment, or says something of what is not exported. */
  readonly warnings: readonly string[];
}

class Warnings extends Logger {
  readonly messages: string[] = [];

  override log(message: string, level: LogLevel): void {
    super.log(message, level);
    // What is part of a type is said in the comment at the type.
    if (level >= LogLevel.Warn && !message.includes('.__type.')) this.messages.push(message);
  }
}

/** The reference of all that the package exports, made of its types and the comments at them. */
export const makeReference = async (): Promise<Reference> => {
  const aliases = new Map<number, string>();
  const app = await Application.bootstrapWithPlugins({
    ...OPTIONS,
    plugin: [loadMarkdown, ({ renderer }: Application) => renderer.defineTheme('reference', referenceTheme(aliases))],
  } as Partial<Parameters<typeof Application.bootstrapWithPlugins>[0]>);
  const logger = new Warnings();
  app.logger = logger;
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context: Context, declaration: DeclarationReflection) => {
    const text = aliasText(context, declaration);
    if (text !== undefined) aliases.set(declaration.id, text);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, adjust);
  // After the plugin that makes the groups.
  app.converter.on(Converter.EVENT_RESOLVE_END, sortModules, -1_000);
  const project = await app.convert();
  if (project === undefined) throw new Error('The sources cannot be read');
  app.validate(project);

  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-reference-'));
  try {
    await app.outputs.writeOutput({ name: 'markdown', path: folder }, project);
    const pages: Record<string, string> = {};
    for (const name of await readdir(folder)) pages[name] = await readFile(join(folder, name), 'utf8');
    return { pages: { ...finished(pages), 'README.md': indexOf(project) }, warnings: logger.messages };
  } finally {
    await rm(folder, { recursive: true });
  }
};

const indexOf = ({ children = [] }: ProjectReflection): string => {
  const rows = entries.map(({ name }) => {
    const comment = children.find((module) => module.name === name)?.comment;
    const summary = Comment.combineDisplayParts(comment?.summary).replaceAll('\n', ' ');
    return `| [\`${name}\`](${name.replaceAll('/', '.')}.md) | ${summary} |\n`;
  });
  return withLinks(`# API reference

What the package exports, entry by entry. \`npm run api\` makes these pages of the sources and the comments in them; two letters and a
number, as in AT2, are one of the rules in docs/spec.md.

| entry | what is in it |
|---|---|
${rows.join('')}`);
};
