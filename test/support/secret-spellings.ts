import fc from 'fast-check';

/** A secret, and how a text quotes it: whole, or cut short as a close reason cuts it. */
export interface Quotation {
  readonly secret: string;
  /** What is quoted of it, as it stands. */
  readonly quoted: string;
  /** The same in the spelling of the text. */
  readonly spelt: string;
}

/** Those of tokens, of URLs and of what is encoded; none of the library's own words is made of them. */
const CHARACTERS = [...'QXZJ79a5%+/=&#?@:."-_~!\' <\n', 'ä', '€', '😀'];

const secrets = fc
  .array(fc.constantFrom(...CHARACTERS), { minLength: 6, maxLength: 60 })
  .map((characters) => characters.join(''))
  .filter((secret) => (secret.match(/[QXZJ]/g) ?? []).length >= 3);

type Speller = (character: string) => string;

const encoded: Speller = (character) => {
  const percent = encodeURIComponent(character);
  return percent === character ? `%${character.charCodeAt(0).toString(16)}` : percent;
};

const SPELLERS: readonly Speller[] = [
  (character) => (character === '%' ? '%25' : character),
  encoded,
  (character) => encoded(character).toLowerCase(),
  (character) => (character === ' ' ? '+' : encoded(character)),
  (character) => encoded(encoded(character)),
];

/** A hole must not be left by half a spelling: what is encoded twice is so throughout. */
const spellings = fc.oneof(
  fc.constant<readonly Speller[]>([(character) => character]),
  fc.array(fc.constantFrom(...SPELLERS.slice(0, 4)), { minLength: 1, maxLength: 5 }),
  fc.constant<readonly Speller[]>([(character) => encodeURIComponent(encoded(character))]),
);

export const quotations: fc.Arbitrary<Quotation> = fc
  .record({ secret: secrets, spellers: spellings, keptShare: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ secret, spellers, keptShare }) => {
    const characters = [...secret];
    const kept = characters.slice(0, Math.max(12, Math.round(keptShare * characters.length)));
    const spelt = kept.map((character, at) => (spellers[at % spellers.length] as Speller)(character)).join('');
    return { secret, quoted: kept.join(''), spelt };
  });

/** What stands before and after: no per cent sign, which would begin another spelling of the secret. */
export const surroundings = fc.constantFrom(
  '',
  ' ',
  'refused: ',
  '"',
  "'",
  '(',
  '/',
  '?token=',
  'wss://gateway.example/x?token=',
  'wss://',
  '@host/x',
  '41',
  '\u001b[31m',
  '\n',
  'ä',
);

/** Whether a text, or what it is decoded, holds what must not be told. */
export const tells = (text: string, { quoted, spelt }: Quotation): boolean => {
  const decoded = text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
  const forms = [quoted, spelt].flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
  return forms.some((form) => text.includes(form) || decoded.includes(form));
};
