import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type CallRecord, ConnectorError, type ConnectorErrorKind, Shown } from '@rapport/connector'
import { expectThat } from './expectation.ts'
import { expectNoSecret } from './secrets.ts'
import type { Fault } from './stand-in.ts'
import { type Garbling, look, lookAndSee, type ViewStandIn, type ViewSubject } from './view-subject.ts'

/** One property of a view. Throws where the view lacks it. */
export type ViewCheck = (subject: ViewSubject, standIn: ViewStandIn) => Promise<void>

/** What is shown is what the site has, with what must stand beside it. */
export const showsWhatIsThere: ViewCheck = async (subject, standIn) => {
  const { items } = await lookAndSee(subject, standIn)
  for (const [index, expected] of standIn.expected().entries()) {
    const item = items[index]
    expectThat(item instanceof Shown, 'content is given unmarked: the store would take it')
    const review = item.reveal()
    expectThat(review.attribution !== '', `review ${index + 1} is shown without saying whose it is`)
    for (const [field, value] of Object.entries(expected)) {
      const found = review[field as keyof typeof review]
      expectThat(
        isDeepStrictEqual(found, value),
        `review ${index + 1}: ${field} is ${JSON.stringify(found)}, the site has ${JSON.stringify(value)}`,
      )
    }
  }
}

/** What is shown does not come out of JSON, a text or a console by itself. */
export const cannotBeWritten: ViewCheck = async (subject, standIn) => {
  const { items } = await lookAndSee(subject, standIn)
  let isWritten = true
  try {
    JSON.stringify({ deep: { in: [items] } })
  } catch {
    isWritten = false
  }
  expectThat(!isWritten, 'content was written as JSON: the store would take it')
  expectNoContent({ messages: items.map(String) }, standIn, 'the text of what is shown')
}

/** Nothing of what may only be shown can be read into the store. */
export const hasNoStream: ViewCheck = async ({ connector }) => {
  const streams = connector.streams.map(({ entity }) => entity).join(', ')
  expectThat(
    connector.retention !== 'id_only' || streams === '',
    `its content may only be shown, and it has streams: ${streams}`,
  )
}

/** A key that is refused is an error that says what to do, whichever way the site refuses it. */
export const refusalIsExplained: ViewCheck = async (subject, standIn) => {
  for (const status of [401, 403] as const) {
    standIn.refuse(status)
    expectExplained((await look(subject, standIn)).error, 'auth', `the key is refused (${status})`)
  }
}

/** A place that is not there is an error, not a place without reviews. */
export const unknownPlaceIsExplained: ViewCheck = async (subject, standIn) => {
  const { error } = await look(subject, standIn, { placeId: standIn.unknownPlaceId })
  expectExplained(error, 'gone', 'the place is not known')
}

/** An id that would lead to another address is not sent. */
export const nonsenseIsNotSent: ViewCheck = async (subject, standIn) => {
  for (const placeId of ['', '../../secrets', 'a place?all=1', 'https://elsewhere.example/']) {
    const { error, calls } = await look(subject, standIn, { placeId })
    expectThat(error !== null && calls.length === 0, `"${placeId}" was not refused before it was sent`)
  }
}

/** How each trouble that passes is recorded. */
const passing: Readonly<Partial<Record<Fault, CallRecord['outcome']>>> = {
  rate: 'rate',
  'rate-with-retry-after': 'rate',
  'server-error': 'transient',
  truncated: 'transient',
  reset: 'transient',
}

/** Told that it comes too often, or that the site is out of order, it tries again, and then shows all. */
export const troublePasses: ViewCheck = async (subject, standIn) => {
  for (const [fault, recorded] of Object.entries(passing)) {
    standIn.fault(fault as Fault)
    const { calls, budgets } = await lookAndSee(subject, standIn)
    const met = calls.filter(({ outcome }) => outcome !== 'ok')
    expectThat(met.length > 0, `no call met the fault "${fault}"`)
    expectThat(
      met.every(({ outcome }) => outcome === recorded),
      `"${fault}" was taken for "${met[0]?.outcome}"; it is "${recorded}"`,
    )
    expectThat(
      recorded !== 'rate' || budgets.exhausted.length > 0,
      'a 429 did not empty the budget that other processes share',
    )
  }
}

/** Trouble that does not pass is an error that says what it was. */
export const troubleIsExplained: ViewCheck = async (subject, standIn) => {
  for (const [fault, recorded] of Object.entries(passing)) {
    standIn.fault(fault as Fault)
    const { error } = await look(subject, standIn, { attempts: 1 })
    expectExplained(error, recorded as ConnectorErrorKind, `"${fault}" does not pass`)
  }
}

/** Told to stop, it stops: while it waits for the site, and between two reviews. */
export const stops: ViewCheck = async (subject, standIn) => {
  const waiting = new AbortController()
  standIn.fault('hang')
  const before = standIn.callCount()
  const pending = look(subject, standIn, { signal: waiting.signal })
  while (standIn.callCount() === before) await pause(1)
  waiting.abort(new Error('told to stop'))
  expectThat(`${(await pending).error}`.includes('told to stop'), 'told to stop while it waited, it did not')
  const between = new AbortController()
  const options = { signal: between.signal, afterItem: () => between.abort(new Error('told to stop')) }
  const { items } = await look(subject, standIn, options)
  expectThat(items.length === 1, `told to stop after one review, it gave ${items.length}`)
}

const garblings: readonly Garbling[] = ['page', 'shape', 'refusal', 'failure']

/** Whatever happens, neither a secret nor content is in an error, a cause or the record of a call. */
export const leavesNoTrace: ViewCheck = async (subject, standIn) => {
  const troubles: readonly (readonly [string, () => void])[] = [
    ['nothing', () => {}],
    ...Object.keys(passing).map((fault) => [fault, () => standIn.fault(fault as Fault)] as const),
    ...garblings.map((how) => [how, () => standIn.garble(how)] as const),
    ['401', () => standIn.refuse(401)],
    ['403', () => standIn.refuse(403)],
  ]
  for (const [name, strike] of troubles) {
    strike()
    const { error, calls } = await look(subject, standIn, { attempts: 1 })
    expectThat((error === null) === (name === 'nothing'), `"${name}" and one attempt ended with ${error}`)
    for (const [where, value] of [
      ['error', error],
      ['record of a call', calls],
    ] as const) {
      expectNoSecret(value, standIn.secrets, `the ${where} of "${name}"`)
      expectNoContent(value, standIn, `the ${where} of "${name}"`)
    }
  }
}

function expectNoContent(value: unknown, { content }: ViewStandIn, where: string): void {
  try {
    expectNoSecret(value, content, where)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(message.replace('holds a secret', 'holds content that may only be shown'))
  }
}

function expectExplained(error: unknown, kind: ConnectorErrorKind, what: string): void {
  expectThat(error !== null, `${what}, and nothing was said`)
  expectThat(
    error instanceof ConnectorError,
    `${what}: it threw something else than a ConnectorError: ${error}`,
  )
  expectThat(error.kind === kind, `${what}: that is "${kind}", not "${error.kind}": ${error.message}`)
  const reason = error.message.replace(/^kit:\s*/, '')
  expectThat(reason.length > 20, `${what}, and the error does not say so: "${reason}"`)
}
