/** The page's style sheet: calm, light or dark as the reader's system is, one column on a phone. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --side: #f4f5f7; --ink: #1d2129; --soft: #5b6472; --line: #dfe3e8; --tint: #f1f4f8;
  --main: #0b6b4f; --on-main: #fff; --bad: #b3261e; --link: #0b5cad; --mark: #e6f0fb; --own: #fff8e6;
  --c0: #2563a8; --c1: #b4531a; --c2: #0f766e; --c3: #8a3ffc; --c4: #a8326b; --c5: #5f6b16;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191e; --side: #1d2127; --ink: #e6e9ee; --soft: #a0a9b6; --line: #323843; --tint: #21262d;
    --main: #4cc29a; --on-main: #0c1512; --bad: #ff8a80; --link: #7fb8f5; --mark: #1d3350; --own: #2a2618;
    --c0: #6ea8e8; --c1: #e8945a; --c2: #4fc0b5; --c3: #b78cff; --c4: #e57aab; --c5: #b5c24c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding: 5rem 0 9rem; }
body { margin: 0; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--ink); background: var(--paper); }
body[aria-busy] { cursor: progress; }
.page { display: grid; grid-template-columns: 16.5rem minmax(0, 1fr); min-height: 100vh; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

#menu { background: var(--side); border-right: 1px solid var(--line); padding: 1rem .75rem; position: sticky; top: 0; height: 100vh; overflow-y: auto; display: flex; flex-direction: column; }
#menu .title { margin: 0 .5rem .5rem; font-size: 1.15rem; display: flex; justify-content: space-between; }
#menu h2 { font-size: .8rem; font-weight: 600; color: var(--soft); margin: 1rem .5rem .25rem; }
#menu ul { list-style: none; margin: 0; padding: 0; }
#menu li a { display: flex; align-items: center; gap: .5rem; padding: .3rem .5rem; border-radius: .4rem; color: inherit; text-decoration: none; }
#menu li a:hover { background: var(--tint); }
#menu li a[aria-current] { background: var(--mark); font-weight: 600; }
#menu .avatar { width: 1.6rem; height: 1.6rem; font-size: .65rem; border-radius: .35rem; }
#menu .close, .top .menu { display: none; }
#menu .group { padding: .3rem .5rem; font-size: .95rem; } #menu .group summary { cursor: pointer; } #menu .group small { color: var(--soft); }
#menu .group p { margin: .25rem 0 .5rem; font-size: .85rem; color: var(--soft); }
.badge { margin-left: auto; background: var(--bad); color: var(--paper); border-radius: 1rem; padding: 0 .5rem; font-size: .75rem; font-weight: 700; }
.about { margin: auto .5rem 0; padding-top: 1.5rem; font-size: .8rem; color: var(--soft); }

main { display: flex; flex-direction: column; min-width: 0; }
.top { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--line); padding: .7rem 1.5rem; display: flex; align-items: baseline; gap: .75rem; flex-wrap: wrap; }
.top h1 { font-size: 1.1rem; margin: 0; }
.top .who { color: var(--soft); font-size: .9rem; }
.members { margin-left: auto; font-size: .9rem; color: var(--soft); position: relative; }
.members summary { cursor: pointer; }
.members ul { position: absolute; right: 0; margin: .4rem 0 0; padding: .6rem 1rem; list-style: none; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; white-space: nowrap; color: var(--ink); }
#live { flex: 1; padding: .5rem 1.5rem 1rem; max-width: 60rem; width: 100%; }
.empty { color: var(--soft); padding: 2rem 0; }
.notice { margin: .75rem 1.5rem 0; padding: .6rem .9rem; border: 1px solid var(--bad); border-radius: .5rem; color: var(--bad); max-width: 57rem; }

.day { display: flex; align-items: center; gap: .75rem; font-size: .8rem; font-weight: 600; color: var(--soft); margin: 1rem 0 .5rem; }
.day::before, .day::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
.message { display: flex; gap: .75rem; padding: .5rem; margin: 0 -.5rem; border-radius: .5rem; }
.message:target { background: var(--tint); }
.message.ephemeral { background: var(--own); }
.message > .body { flex: 1; min-width: 0; }
.message header time { color: var(--soft); font-size: .8rem; margin-left: .25rem; }
.app { font-size: .7rem; font-weight: 600; color: var(--soft); background: var(--tint); border: 1px solid var(--line); border-radius: .25rem; padding: 0 .3rem; }
.only { margin: 0; font-size: .8rem; color: var(--soft); }
.edited { color: var(--soft); font-size: .8rem; }
.avatar { flex: none; display: inline-grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: .5rem; color: var(--paper); background: currentColor; font-size: .85rem; font-weight: 700; }
.avatar.s0 { background: var(--c0); } .avatar.s1 { background: var(--c1); } .avatar.s2 { background: var(--c2); }
.avatar.s3 { background: var(--c3); } .avatar.s4 { background: var(--c4); } .avatar.s5 { background: var(--c5); }
.thread { border-left: 2px solid var(--line); padding-left: .75rem; margin-top: .25rem; }
.thread .avatar { width: 1.6rem; height: 1.6rem; font-size: .65rem; }
.reply { font-size: .85rem; }
.reply summary { color: var(--soft); cursor: pointer; width: max-content; }
.reply form { display: flex; gap: .5rem; margin-top: .25rem; }

.content p, .blocks p { margin: .15rem 0; overflow-wrap: anywhere; }
.content h3, .blocks h3 { font-size: 1.05rem; margin: .25rem 0; }
.content ul, .content ol, .blocks ul, .blocks ol { margin: .15rem 0; padding-left: 1.4rem; }
.content blockquote, .blocks blockquote { margin: .25rem 0; padding-left: .75rem; border-left: 3px solid var(--line); }
.content hr, .blocks hr { border: 0; border-top: 1px solid var(--line); margin: .75rem 0; }
code, pre { font: .875em/1.45 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; background: var(--tint); border: 1px solid var(--line); border-radius: .3rem; }
code { padding: .05em .3em; overflow-wrap: anywhere; }
pre { padding: .5rem .75rem; overflow-x: auto; margin: .35rem 0; }
.mention { background: var(--mark); color: var(--link); border-radius: .25rem; padding: 0 .2rem; }
.section { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; flex-wrap: wrap; }
.section .words { flex: 1 1 16rem; min-width: 0; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .4rem 1.5rem; margin: .35rem 0; }
.context { display: flex; flex-wrap: wrap; gap: .25rem .75rem; font-size: .85rem; color: var(--soft); margin: .25rem 0; }
.context img { width: 1.25rem; height: 1.25rem; border-radius: .25rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; align-items: center; }
.picture img { max-width: 100%; border-radius: .5rem; } .picture, .chart { margin: .5rem 0; } .accessory { max-width: 5rem; border-radius: .4rem; }
.unfurl { border-left: 3px solid var(--line); padding-left: .75rem; margin-top: .4rem; }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { border: 1px solid var(--line); padding: .35rem .7rem; } th { background: var(--tint); }
.left { text-align: left; } .right { text-align: right; } .center { text-align: center; }

.chart { max-width: 36rem; } .chart figcaption { font-weight: 600; font-size: .9rem; }
.chart svg { width: 100%; height: auto; display: block; }
.chart text { font-size: 11px; fill: var(--soft); } .chart .grid { stroke: var(--line); }
.s0 { color: var(--c0); } .s1 { color: var(--c1); } .s2 { color: var(--c2); } .s3 { color: var(--c3); } .s4 { color: var(--c4); } .s5 { color: var(--c5); }
.line { display: flex; gap: .5rem; }
polyline.line { fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linejoin: round; }
polygon.area { fill: currentColor; opacity: .2; } rect.fill { fill: currentColor; } circle.slice { fill: none; stroke: currentColor; }
.avatar[class] { color: var(--paper); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: 0 !important; font-size: .85rem; }
.legend li::before { content: '■ '; }

input, select, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .4rem; padding: .4rem .6rem; min-width: 0; max-width: 100%; }
.button { font: inherit; font-size: .9rem; font-weight: 600; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .4rem; padding: .35rem .8rem; cursor: pointer; text-decoration: none; display: inline-block; }
.button a { color: inherit; text-decoration: none; }
.button:hover { background: var(--tint); }
.button.primary { background: var(--main); border-color: var(--main); color: var(--on-main); }
.button.danger { border-color: var(--bad); color: var(--bad); }
dialog .button.danger { background: var(--bad); color: var(--paper); }
.button.primary:hover, dialog .button.danger:hover { filter: brightness(1.1); }
.waiting { opacity: .6; }
.plain { font: inherit; color: var(--link); background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline; }
.control { display: inline-flex; }
.chooser, .search { display: inline-flex; gap: .35rem; flex-wrap: wrap; align-items: center; font-size: .9rem; }

.composer { position: sticky; bottom: 0; background: var(--paper); border-top: 1px solid var(--line); padding: .75rem 1.5rem; }
.composer .line { max-width: 57rem; } .composer .line input { flex: 1; padding: .55rem .8rem; }
.outside { color: var(--soft); margin: 0; }
.tries { margin-top: .5rem; font-size: .85rem; color: var(--soft); display: flex; gap: .4rem; flex-wrap: wrap; align-items: center; }
.chip { font: .85rem ui-monospace, Menlo, Consolas, monospace; color: var(--ink); background: var(--tint); border: 1px solid var(--line); border-radius: 1rem; padding: .2rem .7rem; cursor: pointer; }
.chip:hover { border-color: var(--soft); }

.backdrop { position: fixed; inset: 0; z-index: 10; background: rgb(0 0 0 / .5); display: grid; place-items: center; padding: 1rem; }
dialog { position: static; margin: 0; border: 1px solid var(--line); border-radius: .75rem; padding: 0; width: min(34rem, 100%); max-height: calc(100vh - 2rem); overflow: auto; color: var(--ink); background: var(--paper); box-shadow: 0 1rem 3rem rgb(0 0 0 / .3); }
dialog h2 { font-size: 1.15rem; margin: 0; padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); }
dialog .blocks { padding: .75rem 1.25rem; } .enter { position: absolute; width: 1px; height: 1px; opacity: 0; padding: 0; border: 0; }
dialog footer { display: flex; justify-content: flex-end; gap: .5rem; padding: .9rem 1.25rem; border-top: 1px solid var(--line); }
.field { margin: .75rem 0; } .field > label { display: block; font-weight: 600; margin-bottom: .25rem; }
.field > input, .field > select, .field > textarea { width: 100%; }
.field .search { display: grid; grid-template-columns: 1fr auto; width: 100%; } .field .search select { grid-column: 1 / -1; }
.field small { color: var(--soft); font-weight: 400; } .field .hint { display: block; margin-top: .2rem; }
.field.wrong input, .field.wrong select, .field.wrong textarea { border-color: var(--bad); }
.field .error { color: var(--bad); font-size: .9rem; margin: .25rem 0 0; }
.ticks { display: grid; gap: .25rem; } .tick { display: flex; gap: .5rem; align-items: center; }

.wire { display: grid; gap: .4rem; grid-template-columns: minmax(0, 1fr); } .wire details { border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .7rem; }
.wire details.wrong { border-color: var(--bad); } .wire summary { cursor: pointer; overflow-wrap: anywhere; }
.wire summary .ms { color: var(--soft); font-size: .85rem; } .wire pre { max-height: 24rem; } .wire .error { color: var(--bad); margin: .25rem 0; }
.faults { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: .75rem 0; font-size: .9rem; }

@media (max-width: 46rem) {
  .page { grid-template-columns: minmax(0, 1fr); }
  #menu { display: none; }
  #menu:target { display: flex; position: fixed; inset: 0; z-index: 5; border: 0; }
  #menu .close, .top .menu { display: inline; font-size: .9rem; }
  .top, .composer { padding-left: 1rem; padding-right: 1rem; } #live { padding: .25rem 1rem 1rem; } .notice { margin: .75rem 1rem 0; }
  .message { gap: .5rem; } .members { margin-left: 0; }
}
`;
