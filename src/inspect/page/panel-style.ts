/** Over the page and fixed to its edge: what is under the panel stays where it is. */
export const PANEL_STYLE = `
:host{all:initial;color-scheme:light dark}
@media print{:host{display:none}}
[hidden]{display:none!important}
.panel,.show{position:fixed;z-index:2147483000;box-sizing:border-box;background:Canvas;color:CanvasText;font:13px/1.4 ui-sans-serif,system-ui,sans-serif}
.panel{display:grid;grid-template-rows:auto minmax(0,1fr);box-shadow:0 0 12px rgb(0 0 0/.3)}
.panel[data-dock=right]{inset:0 0 0 auto;width:clamp(160px,var(--size),100vw);padding-left:7px}
.panel[data-dock=bottom]{inset:auto 0 0 0;height:clamp(160px,var(--size),100vh);padding-top:7px}
.edge{position:absolute;touch-action:none;background:color-mix(in srgb,CanvasText 18%,Canvas)}
.edge:hover,.edge:focus-visible{background:Highlight}
.panel[data-dock=right] .edge{inset:0 auto 0 0;width:6px;cursor:ew-resize}
.panel[data-dock=bottom] .edge{inset:0 0 auto 0;height:6px;cursor:ns-resize}
header{display:flex;gap:6px;align-items:center;padding:4px 8px;border-bottom:1px solid color-mix(in srgb,CanvasText 18%,Canvas)}
h2{flex:1;margin:0;font:inherit;font-weight:600}
button{font:inherit;padding:2px 8px;color:inherit;background:transparent;border:1px solid color-mix(in srgb,CanvasText 45%,Canvas);border-radius:4px;cursor:pointer}
button:hover{background:color-mix(in srgb,CanvasText 10%,Canvas)}
.edge:focus-visible,button:focus-visible{outline:2px solid Highlight;outline-offset:1px}
.viewer{min-width:0;min-height:0;overflow:hidden}
.viewer>p{margin:0;padding:12px}
.show{right:12px;bottom:12px;background:Canvas;box-shadow:0 0 6px rgb(0 0 0/.3)}
`;
