/** The parts that pages are made of. */
export const partStyle = `.badge { display: inline-block; border-radius: 99px; padding: .05rem .6rem; font-size: .86rem; font-weight: 600; background: var(--soft); color: var(--ink); white-space: nowrap; }
.badge.good { background: var(--good-soft); color: var(--good); }
.badge.warn { background: var(--warn-soft); color: var(--warn); }
.badge.bad { background: var(--bad-soft); color: var(--bad); }
.notice { border-radius: var(--radius); padding: .7rem 1rem; border-left: 5px solid; }
.notice.done { background: var(--good-soft); border-color: var(--good); }
.notice.problem { background: var(--bad-soft); border-color: var(--bad); }
.notice.missing { background: var(--warn-soft); border-color: var(--warn); }
.empty { color: var(--quiet); margin: 0; }
.list { list-style: none; padding: 0; margin: 0; }
.list > li { padding: .5rem 0; border-bottom: 1px solid var(--line); }
.list > li:last-child { border-bottom: 0; }
.list .line { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; }
.list .line .end { margin-left: auto; color: var(--quiet); font-size: .9rem; }
.list p { margin: .15rem 0 0; }
.facts { margin: 0; display: grid; gap: .45rem; }
.facts > div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .6rem; }
.facts dt { color: var(--quiet); font-size: .92rem; }
.facts dd { margin: 0; }
.side .facts > div { grid-template-columns: 6.5rem minmax(0, 1fr); }
.figure { white-space: nowrap; }
.prose { max-width: 46rem; }
.prose > :last-child { margin-bottom: 0; }
.tags { display: flex; flex-wrap: wrap; gap: .3rem; }
.tag { background: var(--soft); border-radius: 4px; padding: 0 .45rem; font-size: .88rem; text-decoration: none; color: var(--ink); white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
a.tag:hover { text-decoration: underline; }
mark { background: var(--warn-soft); color: inherit; border-radius: 2px; padding: 0 .1em; font-weight: 600; }
.facet ul { list-style: none; padding: 0; margin: 0 0 .9rem; }
.facet a { display: flex; justify-content: space-between; gap: .5rem; padding: .15rem .4rem; border-radius: 5px; text-decoration: none; color: var(--ink); }
.facet a:hover { background: var(--soft); }
.facet a[aria-current] { background: var(--soft); font-weight: 700; }
.facet .count { color: var(--quiet); font-variant-numeric: tabular-nums; }
.moves { display: flex; flex-wrap: wrap; gap: .6rem; align-items: flex-start; }
.move { margin: 0; display: grid; gap: .7rem; }
.move button { justify-self: start; }
.move-fold { flex: 0 1 auto; }
.move-fold[open] { flex: 1 1 100%; border: 1px solid var(--line); border-radius: var(--radius); padding: .8rem; }
.move-fold[open] > summary { margin-bottom: .8rem; }
.move-fold > summary { list-style: none; width: fit-content; }
.move-fold > summary::-webkit-details-marker { display: none; }
.field { display: grid; gap: .2rem; max-width: 34rem; }
fieldset.field { border: 0; margin: 0; padding: 0; }
fieldset.field legend { font-weight: 600; font-size: .92rem; padding: 0; }
fieldset.group { border: 0; border-top: 1px solid var(--line); margin: 0; padding: .7rem 0 0; }
fieldset.group legend, details.group summary { font-weight: 600; padding: 0 .5rem 0 0; }
details.group > .fields { margin-top: .6rem; }
.fields { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); align-items: start; }
.list .moves { margin-top: .5rem; }
.box { display: flex; gap: .5rem; align-items: center; }
.box input { width: auto; }
.box label { font-weight: 400; }
.hint { color: var(--quiet); font-size: .88rem; margin: 0; }
.checks { list-style: none; padding: 0; margin: 0; display: grid; gap: .7rem; }
.checks li { display: grid; gap: .1rem; }
.check-head { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.checks p { margin: 0; }
.timeline { list-style: none; padding: 0 0 0 1rem; margin: 0; border-left: 2px solid var(--line); }
.timeline li { position: relative; padding: 0 0 .8rem .4rem; }
.timeline li::before { content: ""; position: absolute; left: -1.36rem; top: .45rem; width: .6rem; height: .6rem; border-radius: 50%; background: var(--line-strong); border: 2px solid var(--paper); }
.timeline p { margin: 0; }
.timeline .note { color: var(--quiet); }
figure { margin: 0 0 .8rem; }
figcaption { color: var(--quiet); font-size: .92rem; margin-bottom: .3rem; }
svg.picture { width: 100%; height: auto; display: block; font-size: 11px; }
svg.picture text { fill: var(--quiet); font-family: inherit; }
svg.picture .grid { stroke: var(--line); }
svg.picture .axis { stroke: var(--line-strong); }
svg.picture .limit { stroke: var(--bad); stroke-dasharray: 6 4; stroke-width: 1.5; }
svg.picture .limit-text { fill: var(--bad); }
svg.picture .line { fill: none; stroke: var(--one); stroke-width: 2; }
svg.picture .dot { fill: var(--one); }
svg.picture .bar-reference { fill: var(--line-strong); }
svg.picture .bar-current { fill: var(--one); }
svg.picture .bar-over { fill: var(--bad); }
svg.picture .interval { stroke: var(--one); stroke-width: 3; }
svg.picture .node rect { fill: var(--soft); stroke: var(--line-strong); }
svg.picture .node.live rect { fill: var(--good-soft); stroke: var(--good); }
svg.picture .node text { fill: var(--ink); font-size: 12px; }
svg.picture .node text.sub { fill: var(--quiet); font-size: 10.5px; }
svg.picture .edge { fill: none; stroke: var(--line-strong); stroke-width: 1.4; }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .9rem; color: var(--quiet); margin: .3rem 0 0; padding: 0; list-style: none; }
.key li::before { content: ""; display: inline-block; width: .9rem; height: .7rem; margin-right: .35rem; background: var(--one); }
.key li.reference::before { background: var(--line-strong); }
.choices { display: flex; flex-wrap: wrap; gap: .4rem; }
.choices .button { min-height: 0; padding: .25rem .8rem; font-weight: 500; border-radius: 99px; }
.choices .button[aria-current] { background: var(--ink); color: var(--ground); border-color: var(--ink); }
.pictures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.filters { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); align-items: end; margin-bottom: 1rem; }
svg.lineage { min-width: 44rem; }
svg.lineage a:focus-visible rect { stroke: var(--focus); stroke-width: 3; }
.pages { display: flex; gap: 1rem; margin-top: .8rem; }
.sign-in { max-width: 30rem; margin: 2rem auto; display: grid; gap: 1rem; }
.people { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); }
.people button { width: 100%; text-align: left; }
.people small { display: block; font-weight: 400; color: var(--quiet); }
.toggle { display: none; }
svg.picture.broad { overflow: visible; }
@media (max-width: 46rem) {
  .facet input.toggle { display: inline-block; width: auto; margin: 0 .5rem 0 0; vertical-align: middle; }
  .facet label.toggle { display: inline; }
  .facet input.toggle:not(:checked) ~ .toggled { display: none; }
  .facet .toggled { margin-top: .7rem; }
  svg.picture.broad { font-size: 20px; }
  svg.picture.broad text.more { display: none; }
  table.stacks, table.stacks tbody, table.stacks tr { display: block; }
  table.stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stacks tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  table.stacks tr:last-child { border-bottom: 0; }
  table.stacks td { display: flow-root; max-width: none; border: 0; padding: .1rem 0 .1rem 7.6rem; }
  table.stacks td[data-head]::before { content: attr(data-head); float: left; width: 7rem; margin-left: -7.6rem; color: var(--quiet); font-size: .88rem; }
  table.stacks td:empty { display: none; }
}
@media (max-width: 30rem) {
  .facts > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .move button, .button { width: 100%; text-align: center; }
  .choices .button { width: auto; }
  .moves > form { width: 100%; }
  .move-fold, .move-fold > summary { width: 100%; text-align: center; }
  .move-fold form { text-align: left; }
}
`;
