import { findCustomer } from '@rapport/identity'
import { type FirstContactPreset, formatLocalDay, localDay } from '@rapport/metrics'
import type { SoughtRecord } from '@rapport/model'
import {
  reconcileFirstContact,
  type ServiceClock,
  type ServiceDay,
  type ServiceGrouping,
  type ServiceReportRequest,
  type ServiceSlice,
  serviceMeasuredAt,
  serviceReport,
  type TicketSelection,
  ticketsBehind,
  type Workspace,
} from '@rapport/run'
import { CommandError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { findRecord } from '../find-record.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printResult } from '../output.ts'
import { unknownCustomer } from '../unknown-customer.ts'
import { reconciliationLines } from './reconcile-text.ts'
import { serviceReportLines } from './service-report-text.ts'
import { ticketsBehindLines } from './tickets-behind-text.ts'

/** What `rapport report service` was asked for. */
export interface ServiceReportOptions extends GlobalOptions {
  readonly from?: string
  readonly to?: string
  /** On which day a figure counts: the ticket's first, or its own. */
  readonly dayOf: ServiceDay
  readonly by?: ServiceGrouping
  readonly compare?: 'previous'
  readonly businessHours?: boolean
  /** Lists tickets instead: those behind one figure. */
  readonly tickets?: TicketSelection
  readonly limit: number
  /** Reconciles with another system's figures instead, by its rule of first-contact resolution. */
  readonly policy?: FirstContactPreset
  readonly agent?: string
  readonly team?: string
  readonly channel?: string
  readonly priority?: string
  readonly topic?: string
  /** A record of the customer whose tickets are meant. */
  readonly customer?: SoughtRecord
}

/** Without dates, the last 90 days. */
const defaultDays = 90

/** `rapport report service`. */
export async function printServiceReport(options: ServiceReportOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const asOf = await serviceMeasuredAt(workspace.store.db)
    if (asOf === null) throw nothingMeasured()
    const slice = { ...sliceOf(options, workspace, asOf), ...(await customerOf(options, workspace)) }
    const clock: ServiceClock = options.businessHours === true ? 'business' : 'calendar'
    if (clock === 'business' && workspace.config.metrics.service.schedules.length === 0) {
      throw new CommandError(
        'no working hours are set: add metrics.service.schedules to rapport.yaml, then score again',
      )
    }
    if (options.tickets !== undefined) {
      const { tickets: selection, limit } = options
      const tickets = await ticketsBehind(workspace.store.db, slice, { selection, asOf, limit })
      printResult(options, tickets, () => ticketsBehindLines(tickets, { selection, limit }))
      return
    }
    if (options.policy !== undefined) {
      const { policy: preset, limit } = options
      const { dayOf: _, ...begun } = slice
      const reconciliation = await reconcileFirstContact(workspace, { slice: begun, preset, limit })
      if (reconciliation === null) throw nothingMeasured()
      printResult(options, reconciliation, () => reconciliationLines(reconciliation))
      return
    }
    const request: ServiceReportRequest = {
      slice,
      grouping: options.by ?? null,
      clock,
      compare: options.compare !== undefined,
      customers: options.limit,
    }
    const report = await serviceReport(workspace, request)
    if (report === null) throw nothingMeasured()
    printResult(options, report, () => serviceReportLines(report))
  })
}

function nothingMeasured(): CommandError {
  return new CommandError(
    `no ticket is measured yet: connect a system that has tickets, then run "${commandName} sync"`,
  )
}

function sliceOf(options: ServiceReportOptions, { config }: Workspace, asOf: Date): ServiceSlice {
  const lastDay = localDay(asOf.toISOString(), config.timezone)
  const to = options.to ?? formatLocalDay(lastDay)
  const from = options.from ?? formatLocalDay(localDay(to, config.timezone) - (defaultDays - 1))
  if (from > to) throw new CommandError(`--from ${from} is after --to ${to}: swap them`)
  const { dayOf, agent, team, channel, priority, topic } = options
  return {
    dayOf,
    from,
    to,
    ...(agent === undefined ? {} : { agent }),
    ...(team === undefined ? {} : { team }),
    ...(channel === undefined ? {} : { channel }),
    ...(priority === undefined ? {} : { priority }),
    ...(topic === undefined ? {} : { topic }),
  }
}

async function customerOf(
  { customer }: ServiceReportOptions,
  { store }: Workspace,
): Promise<Pick<ServiceSlice, 'customerId'>> {
  if (customer === undefined) return {}
  const record = await findRecord(store.db, customer)
  const customerId = await findCustomer(store.db, record)
  if (customerId === null) throw await unknownCustomer(store.db, record)
  return { customerId }
}
