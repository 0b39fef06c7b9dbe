/** Colours, type and what plain elements look like, in light and dark. */
export const style = `:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --paper: #ffffff; --ink: #16191f; --quiet: #545d6b; --line: #d9dde4; --line-strong: #868fa0;
  --link: #1747bd; --main: #1d4fd8; --on-main: #ffffff; --focus: #1d4fd8; --soft: #eef1f6;
  --good: #14663a; --good-soft: #e2f4e9; --warn: #7d4b00; --warn-soft: #fdf0d5; --bad: #a4161a; --bad-soft: #fde8e7;
  --one: #1d4fd8; --two: #b45309; --three: #0f766e; --four: #7c3aed;
  --radius: 10px;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1217; --paper: #171b22; --ink: #e8ebf0; --quiet: #a3adbc; --line: #2b323d; --line-strong: #6d788a;
    --link: #93b4ff; --main: #4f7dfa; --on-main: #06102b; --focus: #93b4ff; --soft: #1f252e;
    --good: #77d7a0; --good-soft: #12301f; --warn: #f2c069; --warn-soft: #33260c; --bad: #ff9d97; --bad-soft: #3b1715;
    --one: #7ea2ff; --two: #f0a24b; --three: #4fd1c5; --four: #c4a5ff;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
/* A name that turns the direction of writing turns only its own. */
a, b, strong, em, code, span, small, p, td, th, dd, dt, li, h1, h2, h3, h4, option, label, time { unicode-bidi: isolate; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
h1 { font-size: 1.6rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; }
h3 { font-size: 1rem; }
p { margin: 0 0 .75rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
code, kbd, pre { font: .9em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
kbd { border: 1px solid var(--line-strong); border-radius: 4px; padding: 0 .35em; }
pre { overflow-x: auto; background: var(--soft); padding: .75rem; border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .94rem; }
th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; word-break: normal; }
th { font-weight: 600; color: var(--quiet); font-size: .85rem; }
td { max-width: 34rem; overflow-wrap: anywhere; min-width: 4.5rem; }
tbody tr:last-child > td { border-bottom: 0; }
ul, ol { margin: 0 0 .75rem; padding-left: 1.3rem; }
hr { border: 0; border-top: 1px solid var(--line); }
input, select, textarea, button { font: inherit; color: inherit; }
input, select, textarea { width: 100%; background: var(--paper); border: 1px solid var(--line-strong); border-radius: 6px; padding: .45rem .6rem; min-height: 2.5rem; }
input[type=checkbox] { min-height: 0; }
textarea { resize: vertical; }
label { font-weight: 600; font-size: .92rem; }
summary { cursor: pointer; }
button, .button { display: inline-block; cursor: pointer; border: 1px solid var(--line-strong); border-radius: 6px; background: var(--paper); padding: .45rem .9rem; min-height: 2.4rem; font-weight: 600; text-decoration: none; color: var(--ink); overflow-wrap: normal; }
button:hover, .button:hover { border-color: var(--ink); }
button.main, .button.main { background: var(--main); border-color: var(--main); color: var(--on-main); }
button.danger, .button.danger { color: var(--bad); border-color: var(--bad); }
.quiet { color: var(--quiet); }
@media print {
  :root { --ground: #fff; --paper: #fff; --ink: #000; --quiet: #333; --line: #bbb; --link: #000; }
  header.top, footer, form, .no-print, nav { display: none !important; }
  body { font-size: 11pt; }
  section, .panel { break-inside: avoid; border: 0 !important; padding: 0 !important; }
  details > * { display: block; }
}
`;
