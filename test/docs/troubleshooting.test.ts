import { slug } from 'github-slugger';
import { describe, expect, test } from 'vitest';
import { namedBlocks, pageAt } from './page-text.js';
import { CONNECTED } from './symptoms/connected.js';
import { CONNECTING } from './symptoms/connecting.js';
import { GIVING_UP } from './symptoms/giving-up.js';
import { SENDING } from './symptoms/sending.js';

const page = pageAt('docs/troubleshooting.md');
const blocks = namedBlocks(page);
const symptoms = Object.entries({ ...CONNECTING, ...GIVING_UP, ...CONNECTED, ...SENDING });

describe('the troubleshooting page', () => {
  test.each(symptoms)('[OB1, OB2] quotes of the symptom %s what the library says', async (name, symptom) => {
    expect(blocks.get(name)).toBe((await symptom()).join(''));
  });

  test('quotes nothing else', () => {
    expect([...blocks.keys()].sort()).toEqual(symptoms.map(([name]) => name).sort());
  });

  test('lists every symptom at its top', () => {
    const [contents = ''] = page.split('\n## ');
    const listed = [...contents.matchAll(/\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => slug(heading));
    expect(listed.filter((anchor) => headings.includes(anchor ?? ''))).toEqual(headings);
  });
});
