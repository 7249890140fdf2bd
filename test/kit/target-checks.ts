import {
  type ConnectorContext,
  ConnectorError,
  type FieldValues,
  perRecord,
  recordCurrency,
  type Write,
} from '@rapport/connector'
import { currencyCode } from '@rapport/model'
import { expectThat } from './expectation.ts'
import { expectNoSecret } from './secrets.ts'
import { openSession } from './session.ts'
import type { TargetStandIn } from './stand-in.ts'
import { required } from './stream-checks.ts'
import {
  nothing,
  preview,
  sameValue,
  sampleFields,
  sampleValues,
  sendWrites,
  type TargetSubject,
  targetOf,
  writesOf,
} from './target-subject.ts'

/** One property of a target. Throws where the target lacks it. */
export type TargetCheck = (subject: TargetSubject, standIn: TargetStandIn) => Promise<void>

/** Where the target tells the currency of its money, of each record or of all, exchange rates can be looked up for it. */
export const currencyIsIsoCode: TargetCheck = async (subject, standIn) => {
  const { ctx } = openSession(subject.connector, standIn)
  const currency = (await targetOf(subject).currency?.(ctx)) ?? null
  if (currency !== perRecord) return expectCurrency(currency, 'the currency')
  const ids = await standIn.populate(2)
  const current = await targetOf(subject).current(ctx, ids, [])
  for (const id of ids) expectCurrency(current.get(id)?.[recordCurrency] ?? null, `the currency of ${id}`)
}

function expectCurrency(currency: unknown, what: string): void {
  expectThat(
    currencyCode.nullable().safeParse(currency).success,
    `${what} is "${currency}": it must be an ISO 4217 code, or null where it is unknown`,
  )
}

/** Fields are created once; a second call finds them. Which are missing is told before. */
export const fieldsAreCreatedOnce: TargetCheck = async (subject, standIn) => {
  const { ctx } = openSession(subject.connector, standIn)
  const target = targetOf(subject)
  const names = sampleFields.map(({ name }) => name)
  const [first, ...others] = sampleFields
  expectThat(first !== undefined, 'the kit has sample fields')
  const missing: string[] = []
  const onMissing = async (told: readonly string[]) => void missing.push(...told)
  const one = await target.ensureFields(ctx, [first], onMissing)
  expectThat(one.length === 1, `one field was missing, ${one.length} were created`)
  const rest = await target.ensureFields(ctx, sampleFields, onMissing)
  expectThat(
    rest.length === others.length,
    `${others.length} fields were missing, ${rest.length} were created`,
  )
  const again = await target.ensureFields(ctx, sampleFields, onMissing)
  expectThat(
    again.length === 0,
    `all of ${names.join(', ')} were there, and created again: ${again.join(', ')}`,
  )
  expectThat(
    missing.join() === names.join(),
    `${names.join(', ')} were missing, and told as missing: ${missing.join(', ') || 'none'}`,
  )
}

/** Nothing is created before it was heard what is missing: a process may die at any moment after that. */
export const missingFieldsAreToldFirst: TargetCheck = async (subject, standIn) => {
  const { ctx } = openSession(subject.connector, standIn)
  const target = targetOf(subject)
  const unheard = new Error('the kit does not want it to go on')
  const ended = await target
    .ensureFields(ctx, sampleFields, () => Promise.reject(unheard))
    .catch((error: unknown) => error)
  expectThat(ended === unheard, 'it went on although what is missing was not heard')
  const created = await target.ensureFields(ctx, sampleFields)
  expectThat(
    created.length === sampleFields.length,
    `${sampleFields.length - created.length} fields were created before it was heard that they are missing`,
  )
}

/** What `current` reads back equals what was written, so that a second apply has nothing to write. */
export const secondApplyWritesNothing: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 5)
  await writeAll(subject, ctx, writes)
  const left = await preview(subject, ctx, writes)
  expectThat(
    left.length === 0,
    `after applying, ${left.length} values still differ; the first: ${JSON.stringify(left[0])} (before = what was read back)`,
  )
}

/** The results are those of the writes, in their order, for a whole batch in no particular order. */
export const resultsComeInOrder: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, Math.min(20, targetOf(subject).batchSize))
  const shuffled = [...writes].sort((a, b) => reversed(a.id).localeCompare(reversed(b.id)))
  const results = await sendWrites(subject, ctx, shuffled)
  const [asked, answered] = [shuffled.map(({ id }) => id).join(', '), results.map(({ id }) => id).join(', ')]
  expectThat(asked === answered, `the writes were ${asked}; the results are ${answered}`)
  expectThat(
    results.every(({ ok }) => ok),
    'a good row was refused',
  )
}

/** One row that the vendor refuses is set aside; its neighbours are written. */
export const oneBadRowIsSetAside: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 5)
  const bad = writes[2]?.id ?? ''
  standIn.refuse(bad)
  const results = await sendWrites(subject, ctx, writes)
  expectThat(results.length === writes.length, `${writes.length} writes gave ${results.length} results`)
  for (const [index, result] of results.entries()) {
    expectThat(
      result.id === writes[index]?.id,
      `result ${index} is of ${result.id}, its write of ${writes[index]?.id}`,
    )
    expectThat(
      result.ok === (result.id !== bad),
      `the write of ${result.id} was reported as ${result.ok ? 'done' : 'failed'}`,
    )
    if (!result.ok) {
      expectThat(result.error.kind === 'invalid', `a refused row is "invalid", not "${result.error.kind}"`)
      expectThat(result.error.message !== '', 'a refused row has no reason')
    }
  }
  const left = await preview(subject, ctx, writes)
  const unwritten = new Set(left.map(({ id }) => id))
  expectThat(
    unwritten.size === 1 && unwritten.has(bad),
    `only ${bad} was refused; not written: ${[...unwritten].join(', ')}`,
  )
}

/** A record that no longer exists is reported as gone; its neighbours are written, and `current` leaves it out. */
export const goneRecordIsReported: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 4)
  const gone = writes[1]?.id ?? ''
  await standIn.remove(gone)
  const results = await sendWrites(subject, ctx, writes)
  for (const result of results) {
    expectThat(
      result.ok === (result.id !== gone),
      `the write of ${result.id} was reported as ${result.ok ? 'done' : 'failed'}`,
    )
    if (!result.ok)
      expectThat(result.error.kind === 'gone', `a vanished record is "gone", not "${result.error.kind}"`)
  }
  const ids = writes.map(({ id }) => id)
  const current = await targetOf(subject).current(ctx, ids, sampleFields)
  const listed = ids.filter((id) => current.has(id))
  expectThat(
    listed.length === ids.length - 1 && !current.has(gone),
    `${gone} no longer exists; current answers for ${listed.join(', ')} of ${ids.join(', ')}`,
  )
}

/** Null clears a field. */
export const nullClears: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 2)
  await writeAll(subject, ctx, writes)
  const clearing = writes.map(({ id }) => ({ id, values: nothing }))
  await writeAll(subject, ctx, clearing)
  await expectCurrent(subject, ctx, clearing)
}

/** Exactly the previewed values change, to exactly what the preview showed. */
export const previewEqualsApply: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 3)
  await writeAll(subject, ctx, writes)
  const wanted = writes.map(({ id, values }, index) => ({
    id,
    values: index === 0 ? values : { ...values, clv: 9.75, segment: 'new' },
  }))
  const planned = await preview(subject, ctx, wanted)
  const fields = planned.map(({ id, field }) => `${id}.${field}`).sort()
  const expected = wanted
    .slice(1)
    .flatMap(({ id }) => [`${id}.clv`, `${id}.segment`])
    .sort()
  expectThat(
    fields.join() === expected.join(),
    `the preview shows ${fields.join(', ')}; what differs is ${expected.join(', ')}`,
  )
  await writeAll(subject, ctx, writesOf(planned, 'after'))
  await expectCurrent(subject, ctx, wanted)
}

/** Writing the old values back restores them, the empty ones too. */
export const revertRestores: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 3)
  const [first] = writes
  expectThat(first !== undefined, 'the stand-in added no records')
  await writeAll(subject, ctx, [first])
  const before = writes.map(({ id, values }) => ({ id, values: id === first.id ? values : nothing }))
  const wanted = writes.map(({ id }, index) => ({ id, values: sampleValues(index + 20) }))
  const planned = await preview(subject, ctx, wanted)
  await writeAll(subject, ctx, writesOf(planned, 'after'))
  await expectCurrent(subject, ctx, wanted)
  await writeAll(subject, ctx, writesOf(planned, 'before'))
  await expectCurrent(subject, ctx, before)
}

/** A write whose answer is lost is not sent again: its outcome is unknown, and reading back shows that it took effect. */
export const lostAnswerIsNotWrittenTwice: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 3)
  const before = standIn.recordWrites()
  standIn.dropAfterCommit()
  for (const error of await failuresOf(subject, ctx, writes)) {
    expectThat(
      error.outcome === 'unknown',
      `the answer was lost; the outcome was called "${error.outcome}": ${error.message}`,
    )
  }
  const left = await preview(subject, ctx, writes)
  expectThat(
    left.length === 0,
    `the write took effect, and reading back does not show it: ${JSON.stringify(left[0])}`,
  )
  const sent = standIn.recordWrites() - before
  expectThat(
    sent === writes.length,
    `${writes.length} records were to be written once; ${sent} writes arrived`,
  )
}

/** Errors of a target hold no secret. */
export const targetErrorsHoldNoSecret: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 3)
  standIn.refuse(writes[0]?.id ?? '')
  await standIn.remove(writes[1]?.id ?? '')
  const refused = await failuresOf(subject, ctx, writes)
  expectThat(refused.length > 0, 'a refused and a vanished record gave no error')
  expectNoSecret(refused, standIn.secrets, 'the error of a refused row')
  standIn.dropAfterCommit()
  const lost = await failuresOf(subject, ctx, writes.slice(2))
  expectThat(lost.length > 0, 'a lost answer gave no error')
  for (const error of lost) expectNoSecret(error, standIn.secrets, 'the error of a lost answer')
}

/** A read by `current` is tried again after a failure that passes. */
export const currentIsTriedAgain: TargetCheck = async (subject, standIn) => {
  const { ctx, writes } = await prepare(subject, standIn, 2)
  await writeAll(subject, ctx, writes)
  required(standIn.fault).call(standIn, 'server-error')
  await expectCurrent(subject, ctx, writes)
}

export async function prepare(
  subject: TargetSubject,
  standIn: TargetStandIn,
  count: number,
): Promise<{ ctx: ConnectorContext<unknown>; writes: readonly Write[] }> {
  const { ctx } = openSession(subject.connector, standIn)
  const ids = await standIn.populate(count)
  await targetOf(subject).ensureFields(ctx, sampleFields)
  return { ctx, writes: ids.map((id, index) => ({ id, values: sampleValues(index + 1) })) }
}

async function writeAll(
  subject: TargetSubject,
  ctx: ConnectorContext<unknown>,
  writes: readonly Write[],
): Promise<void> {
  for (const result of await sendWrites(subject, ctx, writes)) {
    if (!result.ok) throw new Error(`the write of ${result.id} was refused`, { cause: result.error })
  }
}

async function failuresOf(
  subject: TargetSubject,
  ctx: ConnectorContext<unknown>,
  writes: readonly Write[],
): Promise<readonly ConnectorError[]> {
  try {
    const results = await sendWrites(subject, ctx, writes)
    return results.flatMap((result) => (result.ok ? [] : [result.error]))
  } catch (error) {
    expectThat(
      error instanceof ConnectorError,
      `a target threw something else than a ConnectorError: ${error}`,
    )
    return [error]
  }
}

async function expectCurrent(
  subject: TargetSubject,
  ctx: ConnectorContext<unknown>,
  expected: readonly { readonly id: string; readonly values: FieldValues }[],
): Promise<void> {
  const ids = expected.map(({ id }) => id)
  const current = await targetOf(subject).current(ctx, ids, sampleFields)
  for (const { id, values } of expected) {
    for (const [field, value] of Object.entries(values)) {
      const found = current.get(id)?.[field]
      expectThat(
        sameValue(found, value),
        `${field} of ${id} should be ${JSON.stringify(value)}; current reads ${JSON.stringify(found)}`,
      )
    }
  }
}

function reversed(text: string): string {
  return [...text].reverse().join('')
}
