import { type FirstContactPreset, firstContactPresets, presetFirstContact } from '@rapport/metrics'
import { formatReference } from '@rapport/model'
import { firstContactPolicy, servicePolicy } from '@rapport/score'
import { type ShareInterval, wilsonInterval } from '@rapport/stats'
import type { Workspace } from '../../workspace.ts'
import { type DifferenceReason, policyReason, presetReasons, vendorReasons } from './difference-reasons.ts'
import { serviceMeasuredAt } from './service-report.ts'
import type { ServiceSlice } from './service-slice.ts'
import { type SliceTicket, sliceTickets } from './slice-tickets.ts'
import { type VendorFigure, type VendorSource, vendorSources } from './vendor-figures.ts'

/** What is to be reconciled. */
export interface ReconciliationRequest {
  /** Of tickets by the day they began. */
  readonly slice: Omit<ServiceSlice, 'dayOf'>
  readonly preset: FirstContactPreset
  /** How many tickets are listed of each kind of difference. */
  readonly limit: number
}

/** A share of tickets that were resolved at the first contact, by one rule. */
export interface ReconciledRate {
  readonly judged: number
  readonly resolved: number
  /** With Wilson's 95 % interval; null where none is judged. */
  readonly share: ShareInterval | null
}

/** A ticket on which two rules say different things. */
export interface DifferingTicket {
  /** `connection/ticket:id`, as `rapport explain` takes it. */
  readonly record: string
  readonly subject: string | null
  /** Null: not judged. */
  readonly preset: boolean | null
  readonly other: boolean | null
  /** Plain reasons; empty where nothing that can be counted tells them apart. */
  readonly reasons: readonly string[]
  /** The same, for who tells them in other words. */
  readonly because: readonly DifferenceReason[]
}

/** How often preset and policy say a certain pair of things, for one reason of the policy's. */
export interface DifferingKind {
  readonly preset: boolean | null
  readonly rapport: boolean | null
  /** `fcr_reason` of the policy; null where it is resolved at the first contact. */
  readonly reason: string | null
  readonly tickets: number
}

/** The preset beside the vendor's own figures. */
export interface VendorComparison {
  readonly vendor: string
  readonly figure: string
  /** Tickets of which the source gives the figure. */
  readonly withFigure: number
  /** Of the tickets that both judge. */
  readonly presetRate: ReconciledRate
  readonly vendorRate: ReconciledRate
  readonly differing: number
  readonly tickets: readonly DifferingTicket[]
}

/** Rapport's first-contact resolution beside another system's rule, and beside that system's own figures. */
export interface Reconciliation {
  readonly asOf: string
  readonly from: string
  readonly to: string
  readonly preset: FirstContactPreset
  readonly policy: string
  readonly tickets: number
  readonly rapportRate: ReconciledRate
  readonly presetRate: ReconciledRate
  /** Null where no source gives a figure for this preset. */
  readonly vendor: VendorComparison | null
  readonly differing: number
  readonly kinds: readonly DifferingKind[]
  readonly differingTickets: readonly DifferingTicket[]
}

/** A preset's rate on the tickets. */
export interface PresetRate {
  readonly preset: FirstContactPreset
  readonly rate: ReconciledRate
}

/** The same with the rates of all presets beside each other, from one reading of the tickets. */
export async function reconcilePresets(
  workspace: Workspace,
  request: ReconciliationRequest,
): Promise<{ readonly reconciliation: Reconciliation; readonly presets: readonly PresetRate[] } | null> {
  const rates = presetNames.map((preset) => ({ preset, rate: new Rate() }))
  const reconciliation = await reconcileFirstContact(workspace, request, ({ metrics }) => {
    for (const { preset, rate } of rates) rate.add(presetFirstContact(preset, metrics))
  })
  if (reconciliation === null) return null
  return { reconciliation, presets: rates.map(({ preset, rate }) => ({ preset, rate: rate.result() })) }
}

/** The rules of other systems. */
export const presetNames = Object.keys(firstContactPresets) as readonly FirstContactPreset[]

/** Compares a preset with Rapport's policy and the vendor's own figures, ticket by ticket; null before tickets were measured. */
export async function reconcileFirstContact(
  { config, store }: Workspace,
  { slice, preset, limit }: ReconciliationRequest,
  onTicket?: (ticket: SliceTicket) => void,
): Promise<Reconciliation | null> {
  const asOf = await serviceMeasuredAt(store.db)
  if (asOf === null) return null
  const { service } = config.metrics
  const policy = firstContactPolicy(service).id
  const source = vendorSources[preset]
  const againstRapport = new PolicyDifferences(preset, policy, limit)
  const againstVendor = source === undefined ? null : new VendorDifferences(preset, source, limit)
  const [rapportRate, presetRate] = [new Rate(), new Rate()]
  let tickets = 0
  for await (const ticket of sliceTickets(store.db, slice, { asOf, policy: servicePolicy(service) })) {
    const verdict = presetFirstContact(preset, ticket.metrics)
    tickets += 1
    onTicket?.(ticket)
    rapportRate.add(ticket.fcr)
    presetRate.add(verdict)
    againstRapport.add(ticket, verdict)
    againstVendor?.add(ticket, verdict)
  }
  return {
    asOf: asOf.toISOString(),
    from: slice.from,
    to: slice.to,
    preset,
    policy,
    tickets,
    rapportRate: rapportRate.result(),
    presetRate: presetRate.result(),
    vendor: againstVendor?.result() ?? null,
    ...againstRapport.result(),
  }
}

class Rate {
  #judged = 0
  #resolved = 0

  add(verdict: boolean | null): void {
    if (verdict === null) return
    this.#judged += 1
    if (verdict) this.#resolved += 1
  }

  result(): ReconciledRate {
    const [judged, resolved] = [this.#judged, this.#resolved]
    return { judged, resolved, share: wilsonInterval(resolved, judged) }
  }
}

/** The tickets on which preset and vendor differ: counted all, the first few kept. */
class VendorDifferences {
  readonly #preset: FirstContactPreset
  readonly #source: VendorSource
  readonly #limit: number
  readonly #presetRate = new Rate()
  readonly #vendorRate = new Rate()
  readonly #tickets: DifferingTicket[] = []
  #withFigure = 0
  #differing = 0

  constructor(preset: FirstContactPreset, source: VendorSource, limit: number) {
    this.#preset = preset
    this.#source = source
    this.#limit = limit
  }

  add(ticket: SliceTicket, verdict: boolean | null): void {
    const figure = this.#source.read(ticket.vendorReported, ticket.resolvedThere)
    if (figure === null) return
    this.#withFigure += 1
    if (verdict !== null) {
      this.#presetRate.add(verdict)
      this.#vendorRate.add(figure.firstContact)
    }
    if (verdict === figure.firstContact) return
    this.#differing += 1
    if (this.#tickets.length < this.#limit) this.#tickets.push(this.#differingTicket(ticket, verdict, figure))
  }

  result(): VendorComparison {
    return {
      vendor: this.#source.vendor,
      figure: this.#source.figure,
      withFigure: this.#withFigure,
      presetRate: this.#presetRate.result(),
      vendorRate: this.#vendorRate.result(),
      differing: this.#differing,
      tickets: this.#tickets,
    }
  }

  #differingTicket(ticket: SliceTicket, preset: boolean | null, figure: VendorFigure): DifferingTicket {
    return {
      ...named(ticket),
      preset,
      other: figure.firstContact,
      ...becauseOf(vendorReasons(this.#preset, ticket, this.#source.vendor, figure)),
    }
  }
}

/** The tickets on which preset and Rapport's policy differ; those that both judge come first. */
class PolicyDifferences {
  readonly #preset: FirstContactPreset
  readonly #policy: string
  readonly #limit: number
  readonly #kinds = new Map<string, { -readonly [Name in keyof DifferingKind]: DifferingKind[Name] }>()
  readonly #bothJudge: DifferingTicket[] = []
  readonly #oneJudges: DifferingTicket[] = []
  #differing = 0

  constructor(preset: FirstContactPreset, policy: string, limit: number) {
    this.#preset = preset
    this.#policy = policy
    this.#limit = limit
  }

  add(ticket: SliceTicket, verdict: boolean | null): void {
    const { fcr, fcrReason } = ticket
    if (verdict === fcr) return
    this.#differing += 1
    const key = `${verdict} ${fcr} ${fcrReason}`
    const kind = this.#kinds.get(key) ?? { preset: verdict, rapport: fcr, reason: fcrReason, tickets: 0 }
    kind.tickets += 1
    this.#kinds.set(key, kind)
    const kept = verdict === null || fcr === null ? this.#oneJudges : this.#bothJudge
    if (kept.length < this.#limit) kept.push(this.#differingTicket(ticket, verdict))
  }

  result(): Pick<Reconciliation, 'differing' | 'kinds' | 'differingTickets'> {
    return {
      differing: this.#differing,
      kinds: [...this.#kinds.values()].sort((left, right) => right.tickets - left.tickets),
      differingTickets: [...this.#bothJudge, ...this.#oneJudges].slice(0, this.#limit),
    }
  }

  #differingTicket(ticket: SliceTicket, preset: boolean | null): DifferingTicket {
    const { fcr, fcrReason } = ticket
    return {
      ...named(ticket),
      preset,
      other: fcr,
      ...becauseOf([policyReason(this.#policy, fcrReason), ...presetReasons(this.#preset, ticket)]),
    }
  }
}

const becauseOf = (because: readonly DifferenceReason[]) => ({
  reasons: because.map(({ text }) => text),
  because,
})

const named = ({ connection, id, subject }: SliceTicket) => ({
  record: formatReference({ connection, entity: 'ticket', id }),
  subject,
})
