import type { AnyConnector, CallRecord, Shown, ShownReview, ViewDefinition } from '@rapport/connector'
import { expectThat } from './expectation.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'
import type { Fault, StandIn } from './stand-in.ts'

/**
 * An answer that holds content where none belongs:
 * - `page`: 200, and a page for people around what was to be answered
 * - `shape`: 200, and JSON of another shape
 * - `refusal`: 400, with content in what it says
 * - `failure`: 500, with content in what it says
 */
export type Garbling = 'page' | 'shape' | 'refusal' | 'failure'

/** A stand-in for a site as one view sees it. */
export interface ViewStandIn extends StandIn {
  /** A place with two reviews or more. */
  readonly placeId: string
  /** Of a form that the site uses, and not there. */
  readonly unknownPlaceId: string
  /** Texts that stand in the reviews and nowhere else: names, titles, words. */
  readonly content: readonly string[]
  /** What is to be shown, in order; fields left out are not compared. */
  expected(): readonly Partial<ShownReview>[]
  /** From now on the key is refused so. */
  refuse(status: 401 | 403): void
  /** The next answer is garbled. */
  garble(how: Garbling): void
  fault(kind: Fault): void
  callCount(): number
}

/** The view under test. */
export interface ViewSubject {
  readonly connector: AnyConnector
  /** Its name. */
  readonly view: string
  /** Starts a stand-in that nothing else uses. */
  start(): Promise<ViewStandIn>
}

/** What a look came to. */
export interface Look {
  readonly items: readonly Shown<ShownReview>[]
  readonly error: unknown
  readonly calls: readonly CallRecord[]
  readonly budgets: Session['budgets']
}

export interface LookOptions extends SessionOptions {
  /** Default: the place that has reviews. */
  readonly placeId?: string
  readonly afterItem?: () => void
}

/** Looks at a place. An error is given back, not thrown. */
export async function look(
  subject: ViewSubject,
  standIn: ViewStandIn,
  options: LookOptions = {},
): Promise<Look> {
  const { ctx, calls, budgets } = openSession(subject.connector, standIn, { ...options, isShownOnly: true })
  const items: Shown<ShownReview>[] = []
  let error: unknown = null
  try {
    for await (const item of viewOf(subject).fetch(ctx, options.placeId ?? standIn.placeId)) {
      items.push(item)
      options.afterItem?.()
    }
  } catch (thrown) {
    error = thrown
  }
  return { items, error, calls, budgets }
}

/** Looks at the place that has reviews, and expects that all goes well. */
export async function lookAndSee(
  subject: ViewSubject,
  standIn: ViewStandIn,
  options: LookOptions = {},
): Promise<Look> {
  const seen = await look(subject, standIn, options)
  if (seen.error !== null) throw seen.error
  const expected = standIn.expected().length
  expectThat(
    seen.items.length === expected,
    `${seen.items.length} reviews are shown; the site has ${expected}`,
  )
  return seen
}

function viewOf({ connector, view }: ViewSubject): ViewDefinition<unknown> {
  const found = connector.views?.find(({ name }) => name === view)
  if (found === undefined) throw new Error(`connector ${connector.id} has no view ${view}`)
  return found
}
