/** The report's one style sheet: light and dark, wide and narrow, print. */
export const style = `
:root { color-scheme: light dark; --ink: light-dark(#17202a, #e8edf2); --soft: light-dark(#5b6b7b, #9fb0c0);
  --paper: light-dark(#fff, #10161d); --card: light-dark(#f5f7f9, #18212b); --rule: light-dark(#dde3e9, #2b3846);
  --base: light-dark(#8a97a5, #8fa0b1); --own: light-dark(#0b6bcb, #5cb0ff); --good: light-dark(#14804a, #4cd08c);
  --bad: light-dark(#b3261e, #ff8a80); --wait: light-dark(#8a5a00, #f0b849); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; } h2 { font-size: 18px; margin: 36px 0 10px; }
p { margin: 6px 0; max-width: 75ch; } .soft, figcaption, small { color: var(--soft); } small { font-size: 13px; }
.verdict { border-left: 6px solid var(--wait); background: var(--card); border-radius: 6px; padding: 14px 18px; margin: 18px 0; }
.verdict.better { border-color: var(--good); } .verdict.worse { border-color: var(--bad); } .verdict.tie { border-color: var(--base); }
.verdict strong { font-size: 18px; } .verdict ul { margin: 6px 0 0; padding-left: 20px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: right; padding: 7px 8px; border-bottom: 1px solid var(--rule);
  font-variant-numeric: tabular-nums; } th:first-child, td:first-child { text-align: left; } thead th { color: var(--soft); font-weight: 500; }
.scroll { overflow-x: auto; } svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; } svg text { fill: var(--soft); }
svg.interval { width: 220px; min-width: 160px; vertical-align: middle; }
.grid { stroke: var(--rule); fill: none; } .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.line.base { stroke: var(--base); stroke-dasharray: 5 4; } .line.personalized { stroke: var(--own); }
circle.base { fill: var(--base); } circle.personalized { fill: var(--own); } .band { stroke: var(--own); stroke-width: 9; opacity: .25; }
.bar { fill: var(--own); } .key i { display: inline-block; width: 12px; height: 12px; border-radius: 50%; margin: 0 5px 0 14px; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 12px; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(76px, 1fr)); gap: 4px; }
.generated h3 { font-size: 15px; margin: 22px 0 4px; } .generated h3 small { font-weight: 400; } .bar.faint { opacity: .35; }
.generated .key i { background: var(--soft); } .generated .key i:first-child { margin-left: 0; }
.generated .key i.hollow { background: none; border: 2px solid var(--soft); } .generated .key i.faint { opacity: .25; }
.source { --tone: var(--base); } .source.own { --tone: var(--own); } .source.good { --tone: var(--good); }
.disc { fill: var(--tone); } .rest { fill: var(--tone); opacity: .22; } .ring { fill: var(--paper); stroke: var(--tone); stroke-width: 2; }
.link { stroke: var(--tone); stroke-width: 2; } .mark { stroke: var(--soft); stroke-dasharray: 2 4; fill: none; }
svg .label { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.generated table { margin-top: 14px; } .sources td { vertical-align: top; } .sources td small { display: block; white-space: nowrap; }
.sources th { white-space: nowrap; } .sources th small { display: block; white-space: normal; font-weight: 400; line-height: 1.35; max-width: 46ch; }
.costs th, .costs td { text-align: left; } .costs td:nth-child(2) { min-width: 24ch; } .costs td:nth-child(n+3) { white-space: nowrap; }
.sheet.captioned { grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 12px 8px; }
.captioned figcaption { margin-top: 3px; line-height: 1.35; } .captioned .dropped img { opacity: .5; }
figure { margin: 0; } img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 5px; display: block; background: var(--card); }
.sheet img { border-radius: 3px; } .dropped img { opacity: .3; outline: 2px solid var(--bad); outline-offset: -2px; }
figcaption { font-size: 12px; overflow-wrap: anywhere; } .up { color: var(--good); } .down { color: var(--bad); }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 28px; }
.maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 16px; }
.maps > figure { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4px; } .maps figcaption { grid-column: 1 / -1; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; font-size: 13px; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
`;
