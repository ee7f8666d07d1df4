/** With neither a page's types nor Node's: what is always there is what an option is given. */
import { type AttemptSignal, createChatConnections } from 'evenkeel';
import { holds, type Same } from '../everywhere/same.js';

holds<
  Same<AttemptSignal, { readonly aborted: boolean; addEventListener(type: 'abort', listener: () => void): void }>
>();
// @ts-expect-error no types say that there is a name for it
createChatConnections()[Symbol.dispose]();
