import type { CloseDecision, GreetingAnswer } from '../contract/options.js';

/** Checks the delay that a function of the options returned. Throws `RangeError` for an invalid one. */
export const checkedDelay = (delayMs: number): number => {
  if (Number.isFinite(delayMs) && delayMs >= 0) return delayMs;
  throw new RangeError(`expected a finite number of ms, 0 or more, received ${delayMs}`);
};

/** Checks what `classifyClose` returned, reading it once. Throws for an invalid delay. */
export const checkedVerdict = (verdict: CloseDecision): CloseDecision => {
  if (verdict === undefined || verdict === 'retry' || verdict === 'refresh' || verdict === 'fatal') return verdict;
  if (verdict?.retryAfterMs === null) return { retryAfterMs: null };
  return { retryAfterMs: checkedDelay(verdict?.retryAfterMs) };
};

/** Checks what `greeting.answer` returned, reading it once. Throws for an invalid answer. */
export const checkedGreetingAnswer = (answer: GreetingAnswer): GreetingAnswer => {
  if (answer === 'wait' || answer === 'welcome') return answer;
  if (typeof answer === 'object' && 'reply' in answer) {
    const { reply, then = 'wait' } = answer;
    if (then === 'wait' || then === 'welcome') return { reply, then };
    throw new RangeError(`expected wait or welcome, received ${then}`);
  }
  const verdict = checkedVerdict(answer);
  if (verdict !== undefined) return verdict;
  throw new RangeError('expected an answer, received undefined');
};
