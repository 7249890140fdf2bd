import {
  dateOrders,
  proposeReviews,
  type ReviewField,
  type ReviewProposal,
  type ReviewSettings,
  reviewColumns,
  type TableSample,
} from '@rapport/csv'
import { Interrupted } from '../../../interruption.ts'
import { tell } from '../../../output.ts'
import { ask, choose } from '../../questions.ts'
import { type ChosenColumns, withSettings } from './chosen-columns.ts'
import { missingField, proposalLines, samplesOf, shortened } from './proposal-text.ts'

const noColumn = ' '

/** Shows a proposal on the terminal and asks until it is right. Ctrl-C ends it. */
export async function confirmProposal(
  file: string,
  sample: TableSample,
  given: { readonly columns: ChosenColumns; readonly settings: Partial<ReviewSettings> },
): Promise<ReviewProposal> {
  let { columns, settings } = given
  for (;;) {
    const proposal = withSettings(proposeReviews(sample, columns), settings)
    tell(...proposalLines(file, proposal, sample))
    const missing = missingField(proposal)
    if (missing !== null) tell(`  ! no column says ${missing.what}: choose one`)
    const next = await choose('Is that right?', [
      ...(missing === null ? [{ value: 'yes' as const, label: 'Yes' }] : []),
      { value: 'column' as const, label: 'Another column for a field' },
      { value: 'scale' as const, label: 'Another scale of the ratings' },
      { value: 'place' as const, label: 'Another place' },
      { value: 'dates' as const, label: 'Another order of dates' },
      { value: 'stop' as const, label: 'Stop: write nothing' },
    ])
    if (next === 'yes') return proposal
    if (next === 'stop') throw new Interrupted()
    if (next === 'column') columns = { ...columns, ...(await askForColumn(proposal, sample)) }
    else settings = { ...settings, ...(await askForSetting(next, proposal)) }
  }
}

async function askForColumn(proposal: ReviewProposal, sample: TableSample): Promise<ChosenColumns> {
  const fields = Object.keys(reviewColumns) as ReviewField[]
  const field = await choose(
    'Which field?',
    fields.map((value) => ({
      value,
      label: `${value}: ${shortened(proposal.columns[value]?.column ?? '(none)')}`,
    })),
  )
  const column = await choose(`Which column is ${field}?`, [
    ...sample.header.map((value) => ({ value, label: `${shortened(value)}: ${samplesOf(value, sample)}` })),
    { value: noColumn, label: '(none)' },
  ])
  return { [field]: column === noColumn ? null : column }
}

async function askForSetting(
  which: 'scale' | 'place' | 'dates',
  { settings }: ReviewProposal,
): Promise<Partial<ReviewSettings>> {
  if (which === 'place') {
    return { place: await ask('The place that all reviews are about', settings.place ?? '', isEmpty) }
  }
  if (which === 'dates') {
    const options = dateOrders.map((value) => ({ value, label: value }))
    return { dates: await choose('How are dates written?', options) }
  }
  const scaleMin = Number(
    await ask('The lowest rating that can be given', String(settings.scaleMin ?? 1), noNumber),
  )
  const above = (text: string) =>
    Number(text) > scaleMin ? undefined : `Write a number above ${scaleMin}, such as ${scaleMin + 4}.`
  return { scaleMin, scaleMax: Number(await ask('The highest one', String(settings.scaleMax ?? 5), above)) }
}

function isEmpty(text: string): string | undefined {
  return text.trim() === '' ? 'Write a name or an id of your own.' : undefined
}

function noNumber(text: string): string | undefined {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? undefined : 'Write a number, such as 1.'
}
