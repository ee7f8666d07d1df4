import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../src/domain/redaction.js';
import { SecretIndex } from '../../src/domain/secret-index.js';
import { spellingsOf } from '../../src/domain/spelling.js';
import { quotations, surroundings, tells } from '../support/secret-spellings.js';

test('[OB3] no text tells a secret, however it is spelt, cut short and put among others', () => {
  const cases = fc.array(fc.tuple(surroundings, quotations, surroundings), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(cases, fc.array(quotations, { maxLength: 4 }), (parts, others) => {
      const index = new SecretIndex();
      const secrets = [...parts.map(([, { secret }]) => secret), ...others.map(({ secret }) => secret)];
      for (const spelling of secrets.flatMap(spellingsOf)) index.add(spelling);
      const text = parts.map(([before, { spelt }, after]) => before + spelt + after).join(' | ');
      const redacted = redact(text, index);
      expect(parts.filter(([, quotation]) => tells(redacted, quotation))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
