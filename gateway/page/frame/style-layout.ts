/** Where things stand on a page, narrow and wide. */
export const layoutStyle = `.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; z-index: 9; }
header.top { background: var(--paper); border-bottom: 1px solid var(--line); padding: .6rem 1rem 0; display: grid; grid-template-columns: auto 1fr auto; gap: .5rem 1rem; align-items: center; }
.brand { font-weight: 750; font-size: 1.1rem; color: var(--ink); text-decoration: none; letter-spacing: -.01em; }
form.search { display: flex; gap: .4rem; max-width: 34rem; width: 100%; }
form.search input { background: var(--ground); }
form.who { display: flex; gap: .6rem; align-items: center; justify-self: end; }
form.who .name { font-weight: 600; white-space: nowrap; }
form.who button { font-weight: 500; }
header nav { grid-column: 1 / -1; overflow-x: auto; }
header nav ul { list-style: none; display: flex; gap: .2rem; margin: 0; padding: 0; }
header nav a { display: block; padding: .5rem .7rem; text-decoration: none; color: var(--quiet); white-space: nowrap; border-bottom: 3px solid transparent; font-weight: 550; }
header nav a:hover { color: var(--ink); }
header nav a[aria-current] { color: var(--ink); border-color: var(--main); }
header nav a:focus-visible { outline-offset: -3px; }
main { max-width: 74rem; margin: 0 auto; padding: 1.4rem 1rem 3rem; }
footer { max-width: 74rem; margin: 0 auto; padding: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem; }
.head { margin-bottom: 1.2rem; }
.head .crumbs { font-size: .92rem; color: var(--quiet); margin: 0 0 .25rem; }
.head .lead { font-size: 1.05rem; max-width: 60rem; margin: .3rem 0 .6rem; }
.head .badges { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; }
.columns { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
.columns > div { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
section, .panel { background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem 1.1rem; min-width: 0; scroll-margin-top: 1rem; }
section > :last-child, .panel > :last-child { margin-bottom: 0; }
section section { border: 0; padding: 0; }
main > section, main > .panel, main > .columns, main > .moves { margin-bottom: 1rem; }
.wide { overflow-x: auto; }
.side { font-size: .96rem; }
@media (min-width: 60rem) {
  .columns.two { grid-template-columns: minmax(0, 2fr) minmax(17rem, 1fr); }
  .columns.even { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .columns.facets { grid-template-columns: 15rem minmax(0, 1fr); }
}
@media (max-width: 46rem) {
  header.top { grid-template-columns: 1fr auto; }
  header.top .search { grid-column: 1 / -1; grid-row: 2; max-width: none; }
  form.who .name { max-width: 9rem; overflow: hidden; text-overflow: ellipsis; }
  .wide-only { display: none; }
  h1 { font-size: 1.35rem; }
  main { padding-top: 1rem; }
  section, .panel { padding: .8rem .8rem; }
}
`;
