import type { CloseDecision, GreetingAnswer } from '../contract/options.js';

/** A delay as a function of the options answers it; throws `RangeError` for what is none. */
export const checkedDelay = (delayMs: number): number => {
  if (Number.isFinite(delayMs) && delayMs >= 0) return delayMs;
  throw new RangeError(`expected a finite number of ms from 0, received ${delayMs}`);
};

/** What `classifyClose` answers, read once; throws for a delay that is none. */
export const checkedVerdict = (verdict: CloseDecision): CloseDecision => {
  if (verdict === undefined || verdict === 'retry' || verdict === 'refresh' || verdict === 'fatal') return verdict;
  if (verdict?.retryAfterMs === null) return { retryAfterMs: null };
  return { retryAfterMs: checkedDelay(verdict?.retryAfterMs) };
};

/** What `greeting.answer` answers, read once; throws for what is none. */
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
