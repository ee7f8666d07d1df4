import { join } from 'node:path';
import {
  type Context,
  DeclarationReflection,
  QueryType,
  ReferenceType,
  type Reflection,
  ReflectionKind,
} from 'typedoc';
import ts from 'typescript';
import { entries, ROOT } from './entries.js';

const declarations = ({ project }: Context, kind: ReflectionKind) =>
  project.getReflectionsByKind(kind).filter((one: Reflection) => one instanceof DeclarationReflection);

/** A module is called what users import. */
const nameModules = (context: Context) => {
  for (const module of declarations(context, ReflectionKind.Module)) {
    const file = context.project.getSymbolIdFromReflection(module)?.fileName;
    const entry = entries.find(({ types }) => join(ROOT, types) === file);
    if (entry !== undefined) module.name = entry.name;
  }
};

/** What is passed as an object and taken apart is called by the last word of its type: `options` of `ViewerOptions`. */
const nameParameters = ({ project }: Context) => {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (parameter.name !== '__namedParameters' || !parameter.isParameter()) continue;
    const type = parameter.type instanceof ReferenceType ? parameter.type.name : 'Options';
    parameter.name = (/[A-Z][a-z]+$/.exec(type)?.[0] ?? type).toLowerCase();
  }
};

/** A type that is named as what a function returns is what the function returns. */
const nameReturns = (context: Context) => {
  for (const alias of declarations(context, ReflectionKind.TypeAlias)) {
    if (!(alias.type instanceof ReferenceType) || alias.type.name !== 'ReturnType') continue;
    const [of] = alias.type.typeArguments ?? [];
    const returning = of instanceof QueryType ? of.queryType.reflection : undefined;
    if (!(returning instanceof DeclarationReflection)) continue;
    for (const signature of returning.signatures ?? []) {
      signature.type = ReferenceType.createResolvedReference(alias.name, alias, context.project);
    }
  }
};

/** An accessor is a property to who uses it. */
const takeAccessorsForProperties = (context: Context) => {
  for (const accessor of declarations(context, ReflectionKind.Accessor)) {
    const { type, comment } = accessor.getSignature ?? {};
    if (type === undefined) continue;
    accessor.kind = ReflectionKind.Property;
    accessor.type = type;
    if (comment !== undefined) accessor.comment = comment;
    delete accessor.getSignature;
    delete accessor.setSignature;
  }
};

/** The comment at `dispose` says that there is one by a symbol too. */
const dropSymbols = (context: Context) => {
  for (const member of declarations(context, ReflectionKind.Property)) {
    if (member.name.startsWith('[')) context.project.removeReflection(member);
  }
};

const dropValues = (context: Context) => {
  for (const variable of declarations(context, ReflectionKind.Variable)) delete variable.defaultValue;
};

/** Makes of what typedoc found in the sources what users see of it. */
export const adjust = (context: Context): void => {
  nameModules(context);
  nameParameters(context);
  nameReturns(context);
  takeAccessorsForProperties(context);
  dropSymbols(context);
  dropValues(context);
};

/** Members stay in the order of the sources, which is told; what a module exports is looked up. */
export const sortModules = (context: Context): void => {
  for (const group of declarations(context, ReflectionKind.Module).flatMap(({ groups = [] }) => groups)) {
    group.children.sort((one, other) => one.name.localeCompare(other.name, 'en'));
  }
};

/** How a named type is written in the sources. */
export const aliasText = (context: Context, declaration: DeclarationReflection): string | undefined =>
  context
    .getSymbolFromReflection(declaration)
    ?.declarations?.find(ts.isTypeAliasDeclaration)
    ?.getText()
    .replace(/^export /, '');
