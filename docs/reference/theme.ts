import { IntrinsicType, ReflectionType } from 'typedoc';
import { MarkdownTheme, MarkdownThemeContext } from 'typedoc-plugin-markdown';

/** How the types that have a name are written in the sources, by the ids of their reflections. */
export type AliasTexts = ReadonlyMap<number, string>;

/**
 * The plugin's theme, without what says once more what a signature says: the comments here say in sentences what a function
 * returns. A named type is shown as it is written: a union of objects reads best so.
 */
export const referenceTheme = (aliases: AliasTexts): typeof MarkdownTheme => {
  class ReferenceContext extends MarkdownThemeContext {
    constructor(...args: ConstructorParameters<typeof MarkdownThemeContext>) {
      super(...args);
      const { declarationTitle, signature } = this.partials;
      const { getDeclarationType } = this.helpers;
      // The rows after it say what is in it.
      const isToldByRows = (type: unknown) => type instanceof ReflectionType && type.declaration.children !== undefined;
      this.helpers = {
        ...this.helpers,
        getDeclarationType: (declaration) =>
          isToldByRows(declaration.type) ? new IntrinsicType('object') : getDeclarationType(declaration),
      };
      this.partials = {
        ...this.partials,
        signatureReturns: () => '',
        inheritance: () => '',
        hierarchy: () => '',
        constructor: ({ signatures = [] }, options) => signatures.map((one) => signature(one, options)).join('\n\n'),
        declarationTitle: (declaration) => {
          const text = aliases.get(declaration.id);
          return text === undefined ? declarationTitle(declaration) : `\`\`\`typescript\n${text}\n\`\`\``;
        },
      };
    }
  }
  return class extends MarkdownTheme {
    override getRenderContext(page: ConstructorParameters<typeof MarkdownThemeContext>[1]) {
      return new ReferenceContext(this, page, this.application.options);
    }
  };
};
