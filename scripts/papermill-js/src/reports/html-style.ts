/** The report's whole look, light and dark; part of the page, which loads nothing. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --soft: #656d76; --page: #fff; --shade: #f6f8fa; --line: #d1d9e0; --link: #0969da;
  --ok: #1a7f37; --bad: #cf222e; --bad-shade: #ffebe9; --warn-shade: #fff8e5; --bar: #54aeff;
  --black: #1f2328; --red: #cf222e; --green: #116329; --yellow: #7d4e00; --blue: #0550ae; --magenta: #8250df;
  --cyan: #1b7c83; --white: #6e7781;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --soft: #9198a1; --page: #0d1117; --shade: #161b22; --line: #30363d; --link: #58a6ff;
    --ok: #3fb950; --bad: #ff7b72; --bad-shade: #3c1618; --warn-shade: #2b2411; --bar: #1f6feb;
    --black: #b1bac4; --red: #ff7b72; --green: #7ee787; --yellow: #e3b341; --blue: #79c0ff; --magenta: #d2a8ff;
    --cyan: #76e3ea; --white: #f0f6fc;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 6rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { line-height: 1.3; }
a { color: var(--link); }
section { margin-top: 2.5rem; }
section > h2 { border-bottom: 1px solid var(--line); padding-bottom: .4rem; }
pre { margin: 0; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.summary { width: 100%; border-collapse: collapse; }
.summary th, .summary td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
.summary .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.summary .wide { width: 30%; }
.badge { display: inline-block; border-radius: 1em; padding: 0 .6em; font-size: .8rem; font-weight: 600;
  color: var(--page); vertical-align: middle; }
.badge.ok { background: var(--ok); }
.badge.failed { background: var(--bad); }
.bar { display: block; height: 4px; border-radius: 2px; background: var(--line); overflow: hidden; }
.bar > span { display: block; height: 100%; min-width: 2px; background: var(--bar); }
.failure { background: var(--bad-shade); border-left: 4px solid var(--bad); padding: .6rem 1rem; margin: 1rem 0;
  overflow-wrap: anywhere; white-space: pre-wrap; }
.cell { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0 1rem; margin: 1rem 0; }
.gutter { font-size: .75rem; color: var(--soft); text-align: right; padding-top: .55rem;
  font-variant-numeric: tabular-nums; }
.gutter .count { float: left; }
.gutter .bar { margin-top: .3rem; clear: both; }
.cell.failed .gutter { color: var(--bad); }
.cell.failed .bar > span { background: var(--bad); }
.cell.failed .code { border-color: var(--bad); }
.cell.pending .body, .cell.skipped .body { opacity: .55; }
.code, .raw { background: var(--shade); border: 1px solid var(--line); border-radius: 6px; padding: .55rem .8rem; }
.tag { font-size: .75rem; color: var(--soft); }
.output { margin: .5rem 0 0; padding: 0 .8rem; max-height: 24rem; overflow: auto; }
.output.stderr { background: var(--warn-shade); border-radius: 6px; padding: .4rem .8rem; }
.output.error { background: var(--bad-shade); border-left: 4px solid var(--bad); padding: .5rem .8rem; }
.output.picture { display: block; max-width: 100%; max-height: none; padding: .5rem; background: #fff;
  border-radius: 6px; }
.output.html { max-height: none; }
.note { color: var(--soft); font-size: .85rem; margin: .4rem 0 0; padding: 0 .8rem; }
.prose { overflow-wrap: break-word; }
.prose > :first-child { margin-top: .6rem; }
.prose code { background: var(--shade); border-radius: 4px; padding: .1em .35em; font-size: .88em; }
.prose pre, .prose table { margin: 1rem 0; }
.prose pre { background: var(--shade); border-radius: 6px; padding: .6rem .8rem; }
.prose pre code { padding: 0; font-size: inherit; }
.prose table { border-collapse: collapse; }
.prose td, .prose th { border: 1px solid var(--line); padding: .3em .7em; }
.prose blockquote { margin-left: 0; padding-left: 1rem; border-left: 4px solid var(--line); color: var(--soft); }
.prose img, .prose svg { max-width: 100%; height: auto; }
${['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
  .map(
    (color) =>
      `.ansi-${color}-fg, .ansi-bright-${color}-fg { color: var(--${color}); }\n` +
      `.ansi-${color}-bg, .ansi-bright-${color}-bg { background: color-mix(in srgb, var(--${color}) 30%, transparent); }`,
  )
  .join('\n')}
@media (max-width: 40rem) { .cell { grid-template-columns: 1fr; } .gutter { text-align: left; }
  .gutter .count { margin-right: .6rem; } }
@media print { .output { max-height: none; } }
`;
