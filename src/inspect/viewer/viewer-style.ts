import { LAYOUT_STYLE } from './layout-style.js';

/** How the viewer looks; its colours are mixed from those of the chart: `--paper`, `--ink`, `--faint`, `--line` and the hues. */
export const VIEWER_STYLE = `${LAYOUT_STYLE}
.viewer{--tint:color-mix(in srgb,var(--ink) 4%,var(--paper));--hairline:color-mix(in srgb,var(--line) 28%,var(--paper));
  --soft:color-mix(in srgb,var(--ink) 72%,var(--paper));--chosen:color-mix(in srgb,var(--connecting) 14%,var(--paper));
  --mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;
  color:var(--ink);background:var(--paper);font:13px/1.4 ui-sans-serif,system-ui,sans-serif}
*{box-sizing:border-box}
[hidden]{display:none!important}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
h2,p,ul{margin:0;padding:0;font:inherit}
h2{font-weight:650}
.spring{flex:1}
.count,.nothing{color:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.nothing{padding:12px}

button,input{font:inherit;color:inherit}
button{display:inline-flex;align-items:center;justify-content:center;gap:5px;min-width:28px;height:28px;padding:0 8px;border:1px solid transparent;
  border-radius:6px;background:none;cursor:pointer;white-space:nowrap}
button:hover{background:color-mix(in srgb,var(--ink) 8%,transparent)}
button:active{background:color-mix(in srgb,var(--ink) 14%,transparent)}
button[aria-pressed=true]{background:var(--chosen);color:var(--connecting)}
.icon-button{padding:0}
.icon{width:16px;height:16px;fill:currentColor;flex:none}
input[type=search]{flex:1;min-width:0;height:28px;padding:0 8px;border:1px solid var(--hairline);border-radius:6px;background:var(--paper)}
input::placeholder{color:var(--faint);opacity:1}
input[type=checkbox]{margin:0;width:14px;height:14px;accent-color:var(--connecting)}
.check{display:inline-flex;align-items:center;gap:6px;min-height:28px;white-space:nowrap;cursor:pointer}
.file{display:none}
:focus-visible{outline:2px solid var(--connecting);outline-offset:1px}
.list:focus-visible,.overview-stage:focus-visible,.chart-scroller:focus-visible,.context-scroller:focus-visible{outline-offset:-2px}

.toolbar{border-bottom:1px solid var(--hairline);background:var(--tint)}
.mode{min-width:0;font-weight:650;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.live-button::before{content:"";flex:none;width:8px;height:8px;border-radius:50%;background:var(--faint)}
.live-button[aria-pressed=true]{color:var(--open);background:color-mix(in srgb,var(--open) 13%,var(--paper));font-weight:650}
.live-button[aria-pressed=true]::before{background:var(--open)}
[data-mode=paused] .mode{color:var(--throttled)}
[data-mode=file] .mode{color:var(--connecting)}
.buttons{display:flex;gap:2px}
.dropped{color:var(--throttled);font-size:12px;font-variant-numeric:tabular-nums}
.problem{display:flex;align-items:center;gap:8px;flex-basis:100%;margin:2px 0 4px;padding:4px 4px 4px 10px;border-radius:6px;
  background:color-mix(in srgb,var(--failed) 12%,var(--paper));overflow-wrap:anywhere}
.problem>:first-child{flex:1}

.pane-head h2{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.chart .pane-head{flex-wrap:wrap;row-gap:2px}
.chart .chat-name{font-family:var(--mono);white-space:normal;overflow-wrap:anywhere}
.chart .buttons{margin-left:auto}
.badge{display:inline-block;padding:0 6px;border-radius:9px;font-size:11px;line-height:18px;white-space:nowrap}
.state-badge{white-space:normal;overflow-wrap:anywhere;color:var(--hue);background:color-mix(in srgb,var(--hue) 13%,var(--paper));font-weight:600}
.state-badge:empty{display:none}
.states{display:flex;flex-wrap:wrap;gap:2px 4px}
button.state-badge{min-width:0;height:24px;border:1px solid transparent;border-radius:12px;white-space:nowrap}
button.state-badge[aria-pressed=true]{border-color:var(--hue);color:var(--hue);background:color-mix(in srgb,var(--hue) 13%,var(--paper))}
.badge.attempt{color:var(--connecting);background:color-mix(in srgb,var(--connecting) 13%,var(--paper))}
.badge.delivery{color:var(--backoff);background:color-mix(in srgb,var(--backoff) 12%,var(--paper))}
.badge.close{color:var(--failed);background:color-mix(in srgb,var(--failed) 11%,var(--paper))}

.list{position:relative;overflow:auto;overflow-x:hidden;overscroll-behavior:contain}
.track{position:relative}
.row{position:absolute;inset:0 0 auto;display:flex;align-items:center;gap:8px;padding:0 12px;height:28px;white-space:nowrap;cursor:default}
.row:hover{background:var(--tint)}
.row[aria-selected=true]{background:var(--chosen);box-shadow:inset 3px 0 var(--connecting)}
.row>*{overflow:hidden;text-overflow:ellipsis}
.lamp{flex:none;width:8px;height:8px;border-radius:50%;background:var(--hue)}
.row.idle .lamp{background:none;box-shadow:inset 0 0 0 1.5px var(--hue)}
.chats .id{flex:1;font-family:var(--mono);font-size:12px}
.state-name{color:color-mix(in srgb,var(--hue) 75%,var(--ink));font-size:12px}
.entry{height:24px;font-size:12px;gap:6px}
.entry .time,.entry .event-name,.entry .facts,.entry .id{font-family:var(--mono);font-size:11px}
.entry .time{flex:none;color:var(--soft)}
.entry .id{display:none;flex:none;width:6em;color:var(--soft)}
.of-all-chats .entry .id{display:block}
.entry .event-name{flex:0 1 auto;min-width:6em;font-weight:600}
.entry .highlights{display:flex;gap:4px;flex:none}
.entry .highlights:empty{display:none}
.entry .facts{flex:1 1 0;color:var(--soft)}
.entry .state-name{flex:0 1 auto;max-width:50%}
.entry.ignored .event-name{font-weight:400;color:var(--soft)}
.lane-names,.as-lanes .entry{grid-template-columns:62px repeat(var(--lanes),minmax(0,1fr));gap:6px}
.lane-names{display:none;padding:2px 12px;border-bottom:1px solid var(--hairline);color:var(--soft);font-size:11px}
.as-lanes .lane-names,.as-lanes .entry{display:grid}
.as-lanes .entry :is(.id,.highlights,.facts,.ms){display:none}
.as-lanes .entry :is(.event-name,.state-name){grid-row:1;min-width:0;max-width:none}
.as-lanes .entry .state-name{grid-column:3}
.as-lanes [data-lane=page] .event-name{grid-column:2}
.as-lanes [data-lane=chat] .event-name{grid-column:3}
.as-lanes [data-lane=chat] .state-name{grid-column:4/-1}
.as-lanes [data-lane=socket] .event-name{grid-column:4}
.as-lanes [data-lane=server] .event-name{grid-column:5}
.as-lanes [data-lane=delivery] .event-name{grid-column:6}
.as-lanes [data-lane=delivery] .state-name{grid-column:2/6;text-align:right}

.strip{display:flex;flex-wrap:wrap;align-items:center;gap:2px 16px;min-height:34px;padding:2px 8px 4px 12px;border-bottom:1px solid var(--hairline)}
.delays{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none}
.last-edge{flex:0 1 auto;min-width:0;margin-left:auto;height:24px;font:11px var(--mono);color:var(--soft)}
.last-edge span{overflow:hidden;text-overflow:ellipsis}
.last-edge:empty{display:none}
.delay{position:relative;display:flex;gap:8px;align-items:baseline;padding-bottom:3px;font-size:12px;min-width:9.5em;justify-content:space-between}
.delay-name{color:var(--soft)}
.rest{font-variant-numeric:tabular-nums;font-weight:650}
.bar{position:absolute;inset:auto 0 0;height:2px;border-radius:1px;background:var(--connecting);transform-origin:left}
.chart-stage{position:relative;background:var(--paper)}
.chart-scroller{overflow:auto;cursor:grab;user-select:none;overscroll-behavior:contain;scrollbar-width:thin}
.chart-scroller>svg{display:block;margin:0 auto}
.map{position:absolute;right:16px;bottom:16px;padding:4px;border:1px solid var(--hairline);border-radius:6px;background:var(--paper);
  box-shadow:0 1px 3px rgb(0 0 0/12%);cursor:pointer;touch-action:none}
.map{height:min(178px,45%)}
.map svg{display:block;height:100%}
.map-box{fill:var(--hue);fill-opacity:.1;stroke:var(--hue);stroke-opacity:.5;stroke-width:6}
.map-box.lit{fill-opacity:.55;stroke-opacity:1}
.sight{fill:none;stroke:var(--ink);stroke-width:14}

.context-scroller{overflow:auto}
table{width:100%;border-collapse:collapse;font:11px/1.5 var(--mono)}
th,td{padding:1px 12px;text-align:left;vertical-align:top;font-weight:400}
th{width:1%;white-space:nowrap;color:var(--soft)}
td{overflow-wrap:anywhere}
tr.changed{background:color-mix(in srgb,var(--active) 55%,var(--paper))}
tr.changed th,tr.changed td{color:var(--ink);font-weight:650}
tr:not(.changed) .was-changed{display:none}

@container (width<560px){.timeline:not(.as-lanes) .entry .highlights:has(.attempt)~.state-name{display:none}}
@container (width<480px){
.labelled span{display:none}
.chart-stage{display:flex}
.chart-scroller{flex:1;min-width:0}
.map{position:static;display:flex;align-items:center;height:auto;border-width:0 0 0 1px;border-radius:0;box-shadow:none}
.map svg{width:52px;height:auto}
}
@container (width<440px){.of-all-chats .entry .time{display:none}}
@container (width<400px){
.chart .pane-head{display:grid;grid-template-columns:minmax(0,1fr) auto;justify-items:start}
.states,span.state-badge{grid-area:2/1/auto/-1;margin-bottom:4px}
}
@container (width<380px){
.entry .ms{display:none}
.entry .highlights:not(:empty)~.facts{visibility:hidden}
}
`;
