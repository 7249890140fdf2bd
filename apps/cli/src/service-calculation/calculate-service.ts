import { type FirstContactReason, type ServiceFigures, ServiceTally } from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import type { FileFlag } from './file-flags.ts'
import { judgeTickets, type Verdict } from './judge-tickets.ts'
import {
  type MeasuredTicket,
  type MeasuredTickets,
  measureTickets,
  type PresetCounts,
} from './measure-tickets.ts'
import { type EventsFile, readEventsFile, type SetAsideLine } from './read-events.ts'
import { evaluationMoment, readSchedule } from './schedule-input.ts'
import type { CheckedServiceRequest } from './service-request.ts'
import { suggestedCategory } from './suggested-category.ts'

/** A status of which the file does not say what it means, with what it may mean. */
export interface UnknownStatus {
  readonly status: string
  readonly lines: number
  readonly suggestion: string | null
}

/** A ticket with its verdict, the customer's other tickets looked at. */
export interface FileTicket extends MeasuredTicket {
  readonly verdict: Verdict
}

/** What `rapport calc service` computed. */
export interface ServiceCalculation {
  readonly request: CheckedServiceRequest
  /** Ms since 1970. */
  readonly asOf: number
  /** One by one, by their ids; anew at each call. */
  readonly tickets: () => Iterable<FileTicket>
  readonly presets: PresetCounts
  readonly calendar: ServiceFigures
  /** Null without a schedule. */
  readonly business: ServiceFigures | null
  readonly counts: {
    /** Lines with something on them, those set aside included. */
    readonly lines: number
    readonly setAside: number
    readonly tickets: number
    /** Tickets of which nothing had happened by `asOf`. */
    readonly notBegun: number
  }
  readonly flags: Tally<FileFlag>
  /** Why tickets were not resolved at the first contact, and why they could not be judged. */
  readonly notAtFirstContact: Tally<FirstContactReason>
  readonly notJudged: Tally<FirstContactReason>
  readonly warnings: readonly string[]
  readonly unknownStatuses: readonly UnknownStatus[]
  /** In the order of the file. */
  readonly setAside: readonly SetAsideLine[]
}

/** How many there are of each. */
export type Tally<Key> = ReadonlyMap<Key, number>

/** Computes what was asked for. Throws a CommandError that says what is wrong with a file. */
export async function calculateService(request: CheckedServiceRequest): Promise<ServiceCalculation> {
  const schedule = request.schedule === null ? null : await readSchedule(request.schedule)
  const calendar = schedule?.calendar ?? null
  const asOf = evaluationMoment(request.asOf, calendar)
  const file = await readEventsFile(request.events)
  const { policy, targetSeconds } = request
  const measured = measureTickets(file, { asOf, calendar, policy, targetSeconds })
  checkSomethingIsLeft(file, measured, request.asOf)
  const tallies = new Tallies()
  const verdicts = judgeTickets(measured, policy, (ticket, verdict) => tallies.add(ticket, verdict))
  return {
    request,
    asOf,
    tickets: () => ticketsInOrder(measured, verdicts),
    presets: measured.presets,
    calendar: tallies.calendar.figures(),
    business: calendar === null ? null : tallies.business.figures(),
    counts: {
      lines: file.lines,
      setAside: file.setAside.length,
      tickets: measured.order.length,
      notBegun: measured.notBegun,
    },
    flags: tallies.flags,
    notAtFirstContact: tallies.notAtFirstContact,
    notJudged: tallies.notJudged,
    warnings: schedule?.warnings ?? [],
    unknownStatuses: unknownStatuses(file),
    setAside: file.setAside,
  }
}

/** What is counted over all tickets. */
class Tallies {
  readonly calendar = new ServiceTally({ clock: 'calendar', notAtFirstContact: [] })
  readonly business = new ServiceTally({ clock: 'business', notAtFirstContact: [] })
  readonly flags = new Map<FileFlag, number>()
  readonly notAtFirstContact = new Map<FirstContactReason, number>()
  readonly notJudged = new Map<FirstContactReason, number>()

  add({ metrics, flags }: MeasuredTicket, fcr: Verdict): void {
    this.calendar.add({ metrics, fcr })
    this.business.add({ metrics, fcr })
    for (const flag of flags) increase(this.flags, flag)
    if (fcr.reason === null) return
    increase(fcr.resolved === null ? this.notJudged : this.notAtFirstContact, fcr.reason)
  }
}

const increase = <Key>(tally: Map<Key, number>, key: Key): void => {
  tally.set(key, (tally.get(key) ?? 0) + 1)
}

function* ticketsInOrder(
  { tickets, order }: MeasuredTickets,
  verdicts: readonly Verdict[],
): Generator<FileTicket> {
  for (const place of order) {
    const ticket = tickets.at(place)
    yield { ...ticket, verdict: verdicts[place] ?? { ...ticket.own, repeated: null } }
  }
}

const unknownStatuses = (file: EventsFile): UnknownStatus[] =>
  [...file.unknownStatuses]
    .map(([status, lines]) => ({ status, lines, suggestion: suggestedCategory(status) }))
    .sort((left, right) => right.lines - left.lines || (left.status < right.status ? -1 : 1))

function checkSomethingIsLeft(
  { name, lines, setAside }: EventsFile,
  { order, notBegun }: MeasuredTickets,
  asOf: string,
): void {
  if (order.length > 0) return
  if (lines === 0) throw new CommandError(`${name} is empty: write one event on each line`)
  const [first] = setAside
  if (notBegun === 0 && first !== undefined) {
    throw new CommandError(
      `${name}: all lines are bad (${lines}): nothing is left to calculate with; line ${first.line}: ${first.reason}`,
    )
  }
  throw new CommandError(`${name}: all events are after ${asOf}: give a later day`)
}
