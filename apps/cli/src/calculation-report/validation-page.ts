import type { Choice, ValidationReport } from '@rapport/metrics'
import { coverageSection } from './coverage-section.ts'
import { decileSection, liftSection, type Measured } from './decile-sections.ts'
import { countText, offText } from './figure-text.ts'
import { conditionalSection, histogramSection } from './frequency-sections.ts'
import { htmlText } from './html-text.ts'
import { choiceTable, measuresTable } from './measures-table.ts'
import { durationText, methodText } from './method-text.ts'
import { tableElement } from './number-table.ts'
import { pageStyle } from './page-style.ts'
import { NAIVE, type PlotSection, sectionElement } from './plot-section.ts'
import { trackingSections } from './tracking-sections.ts'

/** What the page tells. */
export interface ValidationPageData {
  /** What was read, such as a file's name. */
  readonly source: string
  /** The last day of the observation, `YYYY-MM-DD`. */
  readonly asOf: string
  /** Of the amounts; null where it is not known. */
  readonly currency: string | null
  readonly report: ValidationReport
  /** The comparison behind `auto`; null where the model was set. */
  readonly choice: Choice | null
}

function totalSentence({ orders }: ValidationReport): string {
  const naive = orders.find(({ method }) => method === NAIVE)
  const ending = naive === undefined ? '' : `; the naive method was ${offText(naive.bias)}`
  return `The model's total, predicted from each customer's own history, was ${offText(orders[0]?.bias ?? null)}${ending}.`
}

const outcomes: Readonly<Record<Choice['reason'], string>> = {
  'beats-baselines':
    'was chosen: nearer to the totals of the held-back times than every baseline, and not clearly worse at ranking customers',
  'does-not-beat-baselines': 'was chosen, as no model beat every baseline',
  'no-simple-estimate':
    'was chosen as the best model: a baseline came nearer, but nobody was seen to leave, which a simple estimate needs',
  'few-repeat-customers': 'only: too few customers have bought more than once',
  'no-holdout': 'was chosen, as the history is too short to hold back a part of it',
  'nothing-in-holdout': 'was chosen, as there was nothing to compare in the held-back time',
}

function choiceElement(choice: Choice | null): string {
  if (choice === null) return ''
  const chosen = choice.outcome === 'range' ? 'A range' : methodText(choice.outcome)
  const table = choice.candidates.length === 0 ? '' : tableElement(choiceTable(choice))
  return `<section id="choice"><h2>Why this method</h2><p>${htmlText(`${chosen} ${outcomes[choice.reason]}.`)}</p>${table}</section>`
}

function moneyElement(report: ValidationReport, currency: string | null): string {
  if (report.revenue === null) return ''
  const { methods, customers } = report.revenue
  const measured: Measured = { noun: 'revenue', currency, methods }
  const naive = methods.find(({ method }) => method === NAIVE)
  const off = naive === undefined ? '' : `; the naive method was ${offText(naive.bias)}`
  const sentence = `In money the model's total was ${offText(methods[0]?.bias ?? null)}${off} (${countText(customers)} customers with known amounts).`
  const plots = [decileSection(measured), liftSection(measured)]
  return `<section id="revenue"><h2>In money</h2><p>${htmlText(sentence)}</p>${tableElement(measuresTable(currency === null ? 'revenue' : `revenue (${currency})`, methods))}</section>${plotsElement(plots)}`
}

const plotsElement = (sections: readonly (PlotSection | null)[]): string =>
  `<div class="plots">${sections
    .filter((section) => section !== null)
    .map(sectionElement)
    .join('')}</div>`

/**
 * A page that shows how a model did on held-back time: one HTML file that loads nothing and runs nothing, for screens
 * of any width, light or dark, and for paper. Every plot has a description and its numbers as a table.
 */
export function validationPage({ source, asOf, currency, report, choice }: ValidationPageData): string {
  const title = `Validation of ${methodText(report.model)}: ${source}`
  const orders: Measured = { noun: 'orders', currency: null, methods: report.orders }
  const plots = [
    ...trackingSections(report),
    histogramSection(report),
    conditionalSection(report),
    decileSection(orders),
    liftSection(orders),
    coverageSection(report),
  ]
  const facts = `${countText(report.customers)} customers. The model saw everything up to ${report.splitAt} and predicted the ${durationText(report.horizon, report.unit)} after it; the data end on ${asOf}.`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlText(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header><h1>${htmlText(title)}</h1><p class="lead">${htmlText(totalSentence(report))}</p><p class="facts">${htmlText(facts)}</p></header>
<section id="measures"><h2>All methods</h2>${tableElement(measuresTable('orders', report.orders))}</section>
${choiceElement(choice)}
${plotsElement(plots)}
${moneyElement(report, currency)}
</main>
</body>
</html>
`
}
