import { eventSource } from './event-source.js';
import { mountViewer } from './mount-viewer.js';

const PAGE_STYLE = `
body{margin:0;height:100dvh;display:flex;flex-direction:column;color-scheme:light dark;background:Canvas;color:CanvasText;font:13px/1.4 ui-sans-serif,system-ui,sans-serif}
h1{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
main{flex:1;min-height:0}
p{margin:0;padding:6px 12px}
p:empty{display:none}
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(PAGE_STYLE);
document.adoptedStyleSheets = [sheet];

const [main, status] = [document.querySelector('main'), document.querySelector('p')];
if (main !== null && status !== null) {
  mountViewer(
    main,
    eventSource('./events', (isConnected) => {
      status.textContent = isConnected ? '' : 'The inspected process does not answer. Trying again…';
    }),
  );
}
