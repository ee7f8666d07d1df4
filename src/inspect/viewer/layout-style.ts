/** Where the parts of the viewer stand: side by side where there is room, else one below the other. */
export const LAYOUT_STYLE = `
:host{display:block;height:100%;container-type:inline-size}
.viewer{display:grid;height:100%;min-height:0;overflow:hidden}
.toolbar{grid-area:bar;display:flex;flex-wrap:wrap;align-items:center;gap:2px 12px;min-height:40px;padding:4px 8px 4px 12px}
.chats{grid-area:chats}
.chart{grid-area:chart;container-type:inline-size}
.timeline{grid-area:timeline;container-type:inline-size}
.context{grid-area:context}
.pane{display:flex;flex-direction:column;min-width:0;min-height:0;position:relative}
.pane-head{display:flex;align-items:center;gap:6px;min-height:36px;padding:2px 8px 2px 12px}
.pane-head .count{margin-left:auto;white-space:nowrap;padding-right:4px}
.pane-tools{display:flex;gap:10px;padding:0 12px 8px}
.list-room,.chart-stage,.overview-stage,.context-scroller{flex:1;min-height:0}
.overview-stage{display:grid;overflow:auto;padding:0 12px 4px;place-items:start center}
.overview-stage svg{width:100%;min-width:21rem;max-width:40rem;height:auto;cursor:pointer}
.compact:has(.as-lanes) .overview-stage svg{max-height:216px}
.list-room{container-type:size}
.list{height:100cqh;height:round(down,100cqh,var(--row))}
.chart-scroller{height:100%}

.viewer{grid-template:"bar" max-content "chats" 13rem "chart" 26rem "timeline" 20rem "context" minmax(max-content,1fr)/minmax(0,1fr);overflow-y:auto}
.pane{border-bottom:1px solid var(--hairline)}
.compact.viewer{grid-template:"bar" max-content "chart" max-content "timeline" minmax(11rem,1fr)/minmax(0,1fr)}
@container (width<640px){
.compact .overview-stage svg{max-height:216px}
.compact.viewer:has(.whole){grid-template:"bar" max-content "chart" minmax(12rem,3fr) "timeline" minmax(8rem,2fr)/minmax(0,1fr)}
}
@container (width>=640px){
.viewer{grid-template:"bar bar" max-content "chats chart" minmax(16rem,5fr) "chats timeline" minmax(10rem,4fr) "chats context" minmax(8rem,3fr)/12rem minmax(0,1fr)}
.chats{border-right:1px solid var(--hairline)}
.compact.viewer{grid-template:"bar bar" max-content "chart timeline" minmax(0,1fr)/minmax(0,3fr) minmax(0,2fr);overflow:hidden}
.compact .timeline{border-left:1px solid var(--hairline)}
.compact.viewer:has(.as-lanes){grid-template:"bar" max-content "chart" max-content "timeline" minmax(11rem,1fr)/minmax(0,1fr)}
.compact.viewer:has(.as-lanes):has(.whole){grid-template:"bar" max-content "chart" minmax(12rem,3fr) "timeline" minmax(8rem,2fr)/minmax(0,1fr)}
}
@container (width>=960px){
.viewer{grid-template:"bar bar bar" max-content "chats chart timeline" minmax(0,3fr) "chats chart context" minmax(0,2fr)/13rem minmax(0,1fr) minmax(22rem,36%);overflow:hidden}
.timeline,.context{border-left:1px solid var(--hairline)}
.chats,.chart,.context{border-bottom:0}
}
`;
