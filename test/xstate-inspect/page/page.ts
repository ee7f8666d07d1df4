import { InspectedChats } from './inspected-chats.js';
import { Viewer } from './viewer.js';

declare global {
  /** Only in the page, for the functions that a test evaluates there; of the two each page has one. */
  const xstateChats: InspectedChats;
  const xstateViewer: Viewer;
}

if (location.search === '?viewer') Reflect.set(globalThis, 'xstateViewer', new Viewer());
else Reflect.set(globalThis, 'xstateChats', new InspectedChats());
