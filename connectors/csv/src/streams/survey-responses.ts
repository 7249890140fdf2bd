import { type EntityInput, entities, type TicketEventLine } from '@rapport/model'
import { CellError, readDecimal, readInstant, readOneOf, readYesNo } from '../cells.ts'
import { defineFilesStream } from '../checkpointed-files.ts'
import type { Columns } from '../columns.ts'
import { changesOfLine } from '../events/event-stream.ts'
import { readEvents } from '../events/read-events.ts'
import { instantOf, recordId } from '../events/record-id.ts'
import { surveyedCustomers } from '../events/surveyed-customers.ts'
import { defineFile, readRecords } from '../file-stream.ts'
import { findFiles } from '../source-file.ts'

/** Column by model field; the needed ones are those of `rapport calc surveys`. */
export const surveyColumns = {
  id: 'id',
  contact: 'customer_id',
  kind: 'kind',
  score: 'score',
  scaleMin: 'scale_min',
  scaleMax: 'scale_max',
  direction: 'direction',
  at: 'at',
  delivered: 'delivered',
  ticket: 'ticket_id',
  comment: 'comment',
  wave: 'wave',
  question: 'question',
  modifiedAt: 'modified_at',
  deleted: 'deleted',
} as const
type Field = keyof typeof surveyColumns

const needed = ['contact', 'kind', 'score', 'scaleMin', 'scaleMax', 'direction', 'at'] as const
const { kind: kinds } = entities.surveyResponse.shape

/**
 * `surveys.csv`: one answer a row, or one survey that nobody answered, with an empty score. A row without an id is known by who
 * was asked what and when; a corrected score then replaces the one before.
 */
export const surveyFile = defineFile<'surveyResponse', Field>({
  entity: 'surveyResponse',
  kind: 'surveys',
  columns: surveyColumns,
  require: (columns) => {
    for (const field of needed) columns.requireOneOf(field)
  },
  startPass: (columns) => (cells) => {
    const text = (field: Field): string | null => columns.optional(cells, field)
    const contact = text('contact')
    if (contact === null) {
      throw new CellError(
        `${columns.name('contact')} is empty: an anonymous answer gets an id of its own there`,
      )
    }
    const at = readInstant(columns.cell(cells, 'at'), columns.name('at'))
    const kind = readOneOf(columns.cell(cells, 'kind'), columns.name('kind'), kinds.options)
    const ticketId = text('ticket')
    const key = [contact, kind, at, ticketId, text('wave'), text('question')]
    const delivered = text('delivered')
    return {
      record: {
        id: columns.has('id') ? columns.id(cells) : key.map((part) => part ?? '').join('|'),
        kind,
        ...scoreOf(columns, cells),
        higherIsBetter: isHigherBetter(columns, cells),
        contacts: [{ id: contact, primary: true }],
        ticketId,
        at,
        delivered: delivered === null || readYesNo(delivered, columns.name('delivered')),
        comment: text('comment'),
        modifiedAt: columns.instant(cells, 'modifiedAt'),
      },
      deleted: columns.yesNo(cells, 'deleted'),
    }
  },
})

/** Answers to surveys, from a table, and from a file of events those with a score. */
export const surveyResponses = defineFilesStream<'surveyResponse'>({
  entity: 'surveyResponse',
  mappable: surveyColumns,
  find: (settings) => findFiles(settings, 'surveys', 'ticketEvents'),
  async *rows({ ctx, found, fields }) {
    const { surveys: table, ticketEvents: events } = found
    if (table !== undefined) {
      yield* readRecords(ctx, table, surveyFile, fields)
    }
    if (events === undefined) return
    const customers = await surveyedCustomers(ctx, events)
    const conversion = {
      entity: 'surveyResponse',
      types: ['survey'],
      convert: (event: TicketEventLine) => ratingOf(event, customers.get(event.ticketId) ?? null),
    } as const
    for await (const lines of readEvents(ctx, events, conversion.types)) {
      // A bad line of this type is set aside with what else happened to tickets.
      for (const line of lines) yield line !== null && 'event' in line ? changesOfLine(line, conversion) : []
    }
  },
})

function ratingOf(event: TicketEventLine, customer: string | null): EntityInput<'surveyResponse'> | null {
  if (event.type !== 'survey' || event.satisfaction === null) return null
  return {
    id: recordId(event),
    kind: 'csat',
    score: event.satisfaction,
    scaleMin: 1,
    scaleMax: 10,
    higherIsBetter: true,
    contacts: customer === null ? [] : [{ id: customer, primary: true }],
    ticketId: event.ticketId,
    at: instantOf(event.at),
    ...(event.resolved === null ? {} : { resolved: event.resolved }),
  }
}

function scoreOf(columns: Columns<Field>, cells: readonly string[]) {
  const number = (field: Field): number =>
    Number(readDecimal(columns.cell(cells, field), columns.name(field)))
  const [scaleMin, scaleMax] = [number('scaleMin'), number('scaleMax')]
  if (scaleMin >= scaleMax) {
    throw new CellError(
      `a scale from ${scaleMin} to ${scaleMax} has no two ends: write the lowest and the highest score that can be chosen`,
    )
  }
  const score = columns.optional(cells, 'score') === null ? null : number('score')
  if (score !== null && (score < scaleMin || score > scaleMax)) {
    throw new CellError(`the score ${score} is not on its scale from ${scaleMin} to ${scaleMax}: correct one`)
  }
  return { score, scaleMin, scaleMax }
}

/** `higher`, `lower`, and the same with `is better` behind it. */
function isHigherBetter(columns: Columns<Field>, cells: readonly string[]): boolean {
  const written = columns.cell(cells, 'direction').replace(/[\s_-]/g, '')
  const direction = written.replace(/isbetter$/i, '')
  return readOneOf(direction, columns.name('direction'), ['higher', 'lower']) === 'higher'
}
