import type {
  AnyConnector,
  ConnectorContext,
  FieldValue,
  FieldValues,
  TargetDefinition,
  TargetField,
  Write,
  WriteJob,
  WriteResult,
} from '@rapport/connector'
import { expectThat } from './expectation.ts'
import type { TargetStandIn } from './stand-in.ts'

/** The target under test. */
export interface TargetSubject {
  readonly connector: AnyConnector
  /** The entity whose target is tested. */
  readonly target: 'contact' | 'company' | 'ticket'
  /** How its writes are sent: by `write`, which is the default, or by its jobs. */
  readonly by?: 'write' | 'jobs'
  /** Starts a stand-in that nothing else uses. */
  start(): Promise<TargetStandIn>
}

export function targetOf(subject: TargetSubject): TargetDefinition<unknown> {
  const found = subject.connector.targets.find(({ entity }) => entity === subject.target)
  if (found === undefined) {
    throw new Error(`connector ${subject.connector.id} has no target for ${subject.target}`)
  }
  return found
}

/** Begins a job of a target that takes them. */
export function openJob(subject: TargetSubject, ctx: ConnectorContext<unknown>): WriteJob {
  const { jobs } = targetOf(subject)
  if (jobs === undefined) throw new Error(`the target for ${subject.target} takes no jobs`)
  return jobs.open(ctx, sampleFields)
}

/** Writes by `write` or by a job, as the subject says; what a job cannot carry goes by `write`. The results of a job come in the order of the writes. */
export async function sendWrites(
  subject: TargetSubject,
  ctx: ConnectorContext<unknown>,
  writes: readonly Write[],
): Promise<readonly WriteResult[]> {
  if (subject.by !== 'jobs') return targetOf(subject).write(ctx, writes, sampleFields)
  const job = openJob(subject, ctx)
  const { taken, unfit } = await job.add(writes)
  expectThat(taken === writes.length, `an empty job took ${taken} of ${writes.length} writes`)
  const results: WriteResult[] = []
  for await (const part of job.send()) results.push(...part)
  const others = writes.filter(({ id }) => unfit.includes(id))
  if (others.length > 0) results.push(...(await targetOf(subject).write(ctx, others, sampleFields)))
  const places = new Map(writes.map(({ id }, index) => [id, index]))
  return results.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
}

const described = { description: 'Written by the contract kit' }
const describedAs = { ...described, decimals: null }

/** One field of each type, with the names of real scores. */
export const sampleFields: readonly TargetField[] = [
  { ...described, name: 'clv', label: 'Customer lifetime value', type: 'currency', decimals: 2 },
  { ...described, name: 'tickets_open', label: 'Open tickets', type: 'number', decimals: 0 },
  { ...described, name: 'fcr_rate', label: 'First-contact resolution', type: 'percent', decimals: 4 },
  { ...describedAs, name: 'last_purchase_on', label: 'Last purchase', type: 'date' },
  { ...describedAs, name: 'scores_as_of', label: 'Scores as of', type: 'datetime' },
  {
    ...describedAs,
    name: 'segment',
    label: 'Segment',
    type: 'enumeration',
    options: ['loyal', 'at_risk', 'new'],
  },
  { ...describedAs, name: 'sla_breached', label: 'SLA breached', type: 'yesno' },
  { ...describedAs, name: 'why', label: 'Why', type: 'text' },
]

/** Values of every sample field; another `seed` gives other values. */
export function sampleValues(seed: number): FieldValues {
  return {
    clv: 182.5 + seed,
    tickets_open: seed,
    fcr_rate: 0.37 + (seed % 50) / 100,
    last_purchase_on: `2024-03-${String(1 + (seed % 28)).padStart(2, '0')}`,
    scores_as_of: `2024-04-01T06:30:${String(seed % 60).padStart(2, '0')}.000Z`,
    segment: seed % 2 === 0 ? 'loyal' : 'at_risk',
    sla_breached: seed % 2 === 0 ? 'yes' : 'no',
    why: `Seed ${seed}: "quotes", commas, ümlauts & 5 < 6`,
  }
}

/** Every sample field cleared. */
export const nothing: FieldValues = Object.fromEntries(sampleFields.map(({ name }) => [name, null]))

/**
 * Whether a value read back is the one that was written: moments by their instant, numbers up to what a percent loses by
 * being stored as 0–100.
 */
export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
  }
  if (typeof a === 'string' && typeof b === 'string' && a.includes('T') && b.includes('T')) {
    const [left, right] = [Date.parse(a), Date.parse(b)]
    if (!Number.isNaN(left) && !Number.isNaN(right)) return left === right
  }
  return (a ?? null) === (b ?? null)
}

/** One field of one record that would change. */
export interface Difference {
  readonly id: string
  readonly field: string
  readonly before: FieldValue
  readonly after: FieldValue
}

/** What would change if the writes were sent now. Records that no longer exist are left out. */
export async function preview(
  subject: TargetSubject,
  ctx: ConnectorContext<unknown>,
  writes: readonly Write[],
): Promise<readonly Difference[]> {
  const target = targetOf(subject)
  const current = await target.current(
    ctx,
    writes.map(({ id }) => id),
    sampleFields,
  )
  return writes.flatMap(({ id, values }) => {
    const held = current.get(id)
    if (held === undefined) return []
    return Object.entries(values)
      .filter(([field, value]) => !sameValue(held[field], value))
      .map(([field, after]) => ({ id, field, before: held[field] ?? null, after }))
  })
}

/** The writes that make differences real (`after`) or undo them (`before`). */
export function writesOf(differences: readonly Difference[], side: 'before' | 'after'): readonly Write[] {
  const byId = Map.groupBy(differences, ({ id }) => id)
  return [...byId].map(([id, fields]) => ({
    id,
    values: Object.fromEntries(fields.map((difference) => [difference.field, difference[side]])),
  }))
}
