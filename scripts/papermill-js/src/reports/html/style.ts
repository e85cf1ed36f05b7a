/** Each colour in a light and in a dark page. */
const colours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  text: ['#1f2328', '#e6edf3'],
  soft: ['#59636e', '#9198a1'],
  page: ['#ffffff', '#0d1117'],
  shade: ['#f6f8fa', '#161b22'],
  line: ['#d1d9e0', '#30363d'],
  link: ['#0969da', '#58a6ff'],
  ok: ['#1a7f37', '#3fb950'],
  bad: ['#cf222e', '#ff7b72'],
  'bad-shade': ['#fff1f0', '#2a1416'],
  'bad-line': ['#ffd7d5', '#5d1f22'],
  warn: ['#9a6700', '#d29922'],
  'warn-shade': ['#fff8e5', '#241d0c'],
  bar: ['#54aeff', '#1f6feb'],
  black: ['#1f2328', '#b1bac4'],
  red: ['#cf222e', '#ff7b72'],
  green: ['#116329', '#7ee787'],
  yellow: ['#7d4e00', '#e3b341'],
  blue: ['#0550ae', '#79c0ff'],
  magenta: ['#8250df', '#d2a8ff'],
  cyan: ['#1b7c83', '#76e3ea'],
  white: ['#6e7781', '#f0f6fc'],
  keyword: ['#cf222e', '#ff7b72'],
  string: ['#0a3069', '#a5d6ff'],
  number: ['#0550ae', '#79c0ff'],
  comment: ['#59636e', '#9198a1'],
  name: ['#6639ba', '#d2a8ff'],
  kind: ['#953800', '#ffa657'],
};

/** A browser that does not know `light-dark()` gets the light page. */
function variables(): string {
  const entries = Object.entries(colours);
  const light = entries.map(([name, [colour]]) => `--${name}:${colour}`);
  const both = entries.map(([name, [bright, dark]]) => `--${name}:light-dark(${bright},${dark})`);
  return `:root{color-scheme:light dark;${light.join(';')}}
@supports (color: light-dark(#000,#fff)){:root{${both.join(';')}}}
:root:has([value=light]:checked){color-scheme:light}
:root:has([value=dark]:checked){color-scheme:dark}`;
}

const ansi = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
  .map(
    (colour) =>
      `.ansi-${colour}-fg,.ansi-bright-${colour}-fg{color:var(--${colour})}` +
      `.ansi-${colour}-bg,.ansi-bright-${colour}-bg{background:color-mix(in srgb,var(--${colour}) 25%,transparent)}`,
  )
  .join('\n');

const syntax = `
.hljs-comment,.hljs-quote{color:var(--comment);font-style:italic}
.hljs-keyword,.hljs-literal,.hljs-operator,.hljs-tag,.hljs-selector-tag{color:var(--keyword)}
.hljs-string,.hljs-regexp,.hljs-char,.hljs-addition{color:var(--string)}
.hljs-number,.hljs-symbol,.hljs-attr,.hljs-attribute,.hljs-variable.constant_{color:var(--number)}
.hljs-title,.hljs-section,.hljs-name,.hljs-meta{color:var(--name)}
.hljs-type,.hljs-built_in,.hljs-class,.hljs-title.class_,.hljs-params .hljs-type{color:var(--kind)}
.hljs-subst{color:var(--text)}
.hljs-deletion{color:var(--bad)}
.hljs-emphasis{font-style:italic}
.hljs-strong{font-weight:600}`;

const frame = `
*{box-sizing:border-box}
html{scroll-padding-top:3.5rem}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.6 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 6rem}
h1{font-size:1.7rem;line-height:1.25;margin:0 6rem 1rem 0;overflow-wrap:anywhere}
h2,h3,h4{line-height:1.3}
a{color:var(--link)}
pre{margin:0;font:13px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
math{font-family:"STIX Two Math","Cambria Math","Latin Modern Math","Noto Sans Math",math}
summary{cursor:pointer;color:var(--soft)}
.theme{position:absolute;top:.8rem;right:1rem;border:0;margin:0;padding:0;font-size:.75rem;color:var(--soft);display:flex;gap:.6rem}
.theme label{cursor:pointer}
.theme input{accent-color:var(--soft);margin:0;vertical-align:-2px}`;

const overview = `
.counts{list-style:none;display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.5rem;margin:0 0 .75rem;padding:0}
.counts b{font-size:1.4rem;font-variant-numeric:tabular-nums;margin-right:.2rem}
.counts .when{color:var(--soft);font-size:.875rem;margin-left:auto}
.shares{display:flex;gap:2px;height:6px;border-radius:3px;overflow:hidden;margin-bottom:1.25rem}
.shares>*{flex:1 1 0;background:var(--line)}
.shares .passed{background:var(--ok)}.shares .failed{background:var(--bad)}.shares .cancelled{background:var(--warn)}
.summary{width:100%;border-collapse:collapse;font-size:.9375rem}
.summary th{font-weight:500;color:var(--soft);font-size:.8125rem}
.summary th,.summary td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.summary .name{overflow-wrap:anywhere;width:50%}
.summary .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.summary .wide{width:18%;padding-right:0}
.summary .bar{margin-top:.65rem}
.why{margin:.1rem 0 0;color:var(--bad);font-size:.8125rem;overflow-wrap:anywhere}
.badge{display:inline-block;border-radius:1em;padding:0 .65em;font-size:.75rem;line-height:1.6;font-weight:600;color:var(--page);background:var(--soft);vertical-align:.1em;white-space:nowrap}
.badge.passed{background:var(--ok)}.badge.failed{background:var(--bad)}.badge.cancelled{background:var(--warn)}
.tag{display:inline-block;font-size:.75rem;color:var(--soft);border:1px solid var(--line);border-radius:1em;padding:0 .6em;margin-bottom:.3rem}
.bar{display:block;height:4px;border-radius:2px;background:var(--line);overflow:hidden}
.bar>span{display:block;height:100%;min-width:2px;background:var(--bar)}`;

const notebook = `
.notebook{margin-top:2.75rem}
.back{margin:0}.back+.notebook{margin-top:.5rem}
.notebook>header{position:sticky;top:0;z-index:1;background:var(--page);border-bottom:1px solid var(--line);display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
.notebook>header h2{font-size:1.15rem;margin:0;padding:.6rem 0;overflow-wrap:anywhere}
.notebook>header a{text-decoration:none}
.facts{display:flex;flex-wrap:wrap;gap:.3rem 1.75rem;margin:.75rem 0;font-size:.8125rem}
.facts div{display:flex;gap:.5rem;min-width:0}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.facts code{font-size:.9em}
.timeline{display:flex;gap:1px;height:14px;margin:1rem 0;border-radius:4px;overflow:hidden}
.timeline>*{flex:1 1 0;min-width:2px;background:var(--line)}
.timeline>a{background:var(--bar);opacity:.75}.timeline>a:hover,.timeline>a:focus{opacity:1}
.timeline>a.failed{background:var(--bad)}
.contents{margin:1rem 0;font-size:.875rem}
.contents ul{list-style:none;margin:.4rem 0;padding:0;columns:2 18rem;column-gap:2rem}
.contents li{break-inside:avoid;padding:.1rem 0}
.contents a{text-decoration:none}
.contents .level-1{padding-left:1rem}.contents .level-2{padding-left:2rem}.contents .level-3{padding-left:3rem}
.failure{background:var(--bad-shade);border:1px solid var(--bad-line);border-left:4px solid var(--bad);border-radius:6px;padding:.75rem 1rem;margin:1rem 0}
.failure h3{font-size:1rem;margin:.1rem 0 .6rem;color:var(--bad);overflow-wrap:anywhere}
.failure .where{margin:0;font-size:.8125rem}
.failure .under{color:var(--soft);margin-left:.4rem}
.failure .code{background:var(--page)}
.failure details{margin-top:.6rem;font-size:.875rem}
.failure details pre{margin-top:.4rem;max-height:30rem;overflow:auto}`;

const cells = `
.cell{display:grid;grid-template-columns:5.25rem minmax(0,1fr);gap:0 1rem;margin:1.1rem 0}
.cell:target .code{outline:2px solid var(--link);outline-offset:1px}
.gutter{font-size:.75rem;color:var(--soft);text-align:right;padding-top:.55rem;font-variant-numeric:tabular-nums}
.gutter .count{float:left}
.gutter .bar{margin-top:.3rem;clear:both}
.cell.failed .gutter{color:var(--bad)}
.cell.failed .bar>span{background:var(--bad)}
.cell.failed .code{border-color:var(--bad)}
.cell.pending .code,.cell.skipped .code{opacity:.6;border-style:dashed}
.code,.raw{background:var(--shade);border:1px solid var(--line);border-radius:6px;padding:.55rem .8rem}
.numbered{padding-left:0;padding-right:0;counter-reset:line}
.numbered .line{display:block;padding:0 .8rem 0 3.4rem;position:relative;counter-increment:line}
.numbered .line::before{content:counter(line);position:absolute;left:0;width:2.4rem;text-align:right;color:var(--soft);user-select:none}
.numbered .marked{background:color-mix(in srgb,var(--bad) 16%,transparent);box-shadow:inset 3px 0 var(--bad)}
.numbered .marked::before{color:var(--bad);font-weight:700}
.output{margin:.5rem 0 0;padding:0 .8rem;max-height:26rem;overflow:auto}
.output.stderr{background:var(--warn-shade);border-radius:6px;padding:.4rem .8rem}
.output.error{max-height:48rem;background:var(--bad-shade);border-left:4px solid var(--bad);border-radius:0 6px 6px 0;padding:.5rem .8rem}
.output.picture{display:block;width:auto;max-width:100%;max-height:none;padding:.5rem;background:#fff;border-radius:6px}
.output.html,.prose.output{max-height:none}
.note{color:var(--soft);font-size:.8125rem;margin:.4rem 0 0;padding:0 .8rem}
.prose{overflow-wrap:break-word}
.prose>:first-child{margin-top:.6rem}
.prose h1{font-size:1.5rem;margin-right:0}.prose h2{font-size:1.25rem}.prose h3{font-size:1.1rem}
.prose :is(h1,h2,h3,h4,h5,h6):target{text-decoration:underline 2px var(--link)}
.prose code{background:var(--shade);border-radius:4px;padding:.1em .35em;font-size:.88em}
.prose pre,.prose figure{margin:1rem 0}
.prose pre{background:var(--shade);border-radius:6px;padding:.6rem .8rem}
.prose pre code{padding:0;font-size:inherit;background:none}
.prose figure.table{overflow-x:auto}
.prose table{border-collapse:collapse;font-size:.9375rem}
.prose td,.prose th{border:1px solid var(--line);padding:.3em .7em}
.prose th{background:var(--shade)}
.prose blockquote{margin-left:0;padding-left:1rem;border-left:4px solid var(--line);color:var(--soft)}
.prose img,.prose svg{max-width:100%;height:auto}
.prose .task{list-style:none;margin-left:-1.3em}
.prose .math{display:block;overflow-x:auto;text-align:center;margin:1rem 0}
.prose .diagram figcaption{font-size:.75rem;color:var(--soft)}
.prose .diagram pre{margin:.2rem 0}`;

const elsewhere = `
@media (max-width:40rem){
main{padding:2.5rem .9rem 4rem}
h1{margin-right:0;font-size:1.4rem}
.cell{grid-template-columns:minmax(0,1fr)}
.gutter{text-align:left;padding:0 0 .2rem;display:flex;gap:.75rem;align-items:center}
.gutter .bar{flex:1;margin:0;max-width:10rem}
.summary .wide{display:none}
.counts .when{margin-left:0;width:100%}
.numbered .line{padding-left:2.6rem}.numbered .line::before{width:1.9rem}
}
@media print{
:root:root{color-scheme:light;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.theme,.timeline,.contents,.notebook>header a{display:none}
.notebook>header{position:static}
.output,.failure details pre{max-height:none;overflow:visible}
details::details-content{content-visibility:visible;block-size:auto}
.code,.failure,img,figure{break-inside:avoid}
}`;

/** The report's whole look, light and dark; part of the page, which loads nothing. */
export const reportStyle = [variables(), frame, overview, notebook, cells, syntax, ansi, elsewhere].join(
  '\n',
);
