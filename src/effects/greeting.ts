import { isRejected } from '../contract/errors.js';
import type { AttemptRequest, GreetingFrames, GreetingOptions } from '../contract/options.js';
import type { SendableData, SocketMessageEvent } from '../contract/web-socket.js';
import type { Verdict } from '../domain/close-codes.js';
import { checkedGreetingAnswer } from '../options/answers.js';

/** What a running greeting can do with its socket. */
export interface GreetingPort {
  /** Passes a frame to the socket, which may throw. */
  send(data: SendableData): void;
  /** `event` is the frame that was the welcome. */
  welcomed(event: SocketMessageEvent): void;
  failed(verdict: Verdict, error: unknown): void;
}

/**
 * Starts the greeting on a new socket, which lasts until the server has accepted us or not (GR). Returns the function that
 * receives its frames.
 */
export const greet = (
  { start, answer }: GreetingOptions,
  request: AttemptRequest,
  { send, welcomed, failed }: GreetingPort,
): ((event: SocketMessageEvent) => void) => {
  const refuse = (error: unknown) => failed(isRejected(error) ? 'fatal' : 'retry', error);
  const sendAll = (frames: GreetingFrames | undefined) => [frames ?? []].flat().forEach(send);
  const begin = async () => sendAll(await start?.(request));
  begin().catch(refuse);
  return (event) => {
    try {
      const said = checkedGreetingAnswer(answer(event.data, request));
      if (typeof said === 'object' && 'reply' in said) {
        sendAll(said.reply);
        if (said.then === 'welcome') welcomed(event);
      } else if (said === 'welcome') welcomed(event);
      else if (said !== 'wait') failed(said, 'the server refused it');
    } catch (error) {
      refuse(error);
    }
  };
};
