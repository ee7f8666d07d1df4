/** A drawing as an element: without its style, which a content security policy may forbid (the root adopts it), and its tooltip. */
export const svgOf = (drawn: string): SVGSVGElement => {
  const parsed = new DOMParser().parseFromString(drawn.replace(/<style>.*?<\/style>/s, ''), 'image/svg+xml');
  const svg = parsed.querySelector('svg');
  if (svg === null) throw new Error('a drawing must be SVG');
  svg.querySelector(':scope > title')?.remove();
  return document.importNode(svg, true);
};

/** The parts of a drawing that have this attribute, by its value. */
export const byAttribute = (svg: SVGSVGElement, name: string): ReadonlyMap<string, Element> =>
  new Map([...svg.querySelectorAll(`[${name}]`)].map((found) => [found.getAttribute(name) ?? '', found]));
