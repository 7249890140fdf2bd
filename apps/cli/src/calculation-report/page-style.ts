/** The colours, which keep a contrast of at least 4.5 : 1 to the paper in both schemes. */
export const PALETTE = {
  light: {
    paper: '#fdfdfb',
    ink: '#1d2228',
    muted: '#58616b',
    grid: '#e2e4e0',
    actual: '#1d2228',
    model: '#1f5fae',
    'carried-on': '#b0401a',
    'last-period': '#71589b',
    'simple-horizon': '#4a7012',
  },
  dark: {
    paper: '#15181c',
    ink: '#e8eaec',
    muted: '#a7b0b9',
    grid: '#2e343b',
    actual: '#e8eaec',
    model: '#82b4ff',
    'carried-on': '#ff9c72',
    'last-period': '#c6b4e6',
    'simple-horizon': '#a9cf6e',
  },
} as const

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';')

const seriesRules = ['actual', 'model', 'carried-on', 'last-period', 'simple-horizon']
  .map((name) => `.line.${name}{stroke:var(--${name})}.bar.${name},.dot.${name}{fill:var(--${name})}`)
  .join('\n')

/** The style sheet of the page. */
export const pageStyle = `
:root{color-scheme:light dark;${variables(PALETTE.light)}}
@media (prefers-color-scheme:dark){:root{${variables(PALETTE.dark)}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:2rem clamp(1rem,4vw,2.5rem) 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;text-wrap:pretty}
h1{font-size:1.6rem;line-height:1.2;letter-spacing:-.01em;margin:0 0 .4rem;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.1rem;line-height:1.3;margin:0 0 .6rem}
p{margin:.5rem 0;max-width:42rem}
.lead{font-size:1.15rem}
.facts{color:var(--muted);overflow-wrap:anywhere}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:2.5rem 3rem;margin:2.5rem 0}
section{min-width:0}
figure{margin:0}
figure>svg{display:block;width:100%;max-width:30rem;height:auto}
figcaption{margin-top:.4rem}
.tick,.title{font:13px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--muted);font-variant-numeric:tabular-nums}
.end{text-anchor:end}
.middle{text-anchor:middle}
.grid{stroke:var(--grid)}
.axis{stroke:var(--muted)}
.divider{stroke:var(--muted);stroke-dasharray:2 3}
.target{stroke:var(--ink);stroke-width:2.5}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.line.actual{stroke-width:1.6}
.line.carried-on{stroke-dasharray:7 3}
.line.last-period{stroke-dasharray:2 3}
.line.simple-horizon{stroke-dasharray:9 3 2 3}
.even{stroke:var(--muted);stroke-dasharray:1 4}
${seriesRules}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;margin:.3rem 0 0;padding:0;font-size:.85rem;color:var(--muted)}
.legend svg{width:26px;height:12px;margin-right:.4rem;vertical-align:-1px}
details{margin-top:.5rem;font-size:.9rem}
summary{cursor:pointer;color:var(--model);width:max-content}
:focus-visible{outline:2px solid var(--model);outline-offset:2px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem;margin:.5rem 0}
caption{text-align:left;color:var(--muted);padding-bottom:.3rem}
th,td{padding:.25rem .9rem .25rem 0;text-align:right;border-bottom:1px solid var(--grid);vertical-align:top}
th{font-weight:600}
th:first-child{text-align:left;font-weight:500}
td{white-space:nowrap}
@media print{
:root{color-scheme:light;${variables({ ...PALETTE.light, paper: '#fff' })}}
body{max-width:none;padding:0;font-size:10pt}
.plots{grid-template-columns:1fr 1fr;gap:1.2rem 1.5rem}
section{break-inside:avoid}
details{display:none}
.scroll{overflow:visible}
.bar,.dot{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`
