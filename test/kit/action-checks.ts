import { type ActionDefinition, type AnyConnector, ConnectorError, performAction } from '@rapport/connector'
import { expectThat } from './expectation.ts'
import { expectNoSecret } from './secrets.ts'
import { openSession } from './session.ts'
import type { ActionStandIn } from './stand-in.ts'
import { required } from './stream-checks.ts'

/** The action under test. */
export interface ActionSubject {
  readonly connector: AnyConnector
  /** Its name. */
  readonly action: string
  /** Starts a stand-in that nothing else uses. */
  start(): Promise<ActionStandIn>
}

/** One property of an action. Throws where the action lacks it. */
export type ActionCheck = (subject: ActionSubject, standIn: ActionStandIn) => Promise<void>

/** It is done once, and only then is it read back as done. */
export const doneIsReadBack: ActionCheck = async (subject, standIn) => {
  const { ctx } = openSession(subject.connector, standIn)
  const action = actionOf(subject)
  const input = await standIn.input()
  const before = await action.readBack(ctx, input)
  expectThat(
    before === null,
    `nothing was done yet, and it is read back as ${JSON.stringify(before)}: a lost action would never be done`,
  )
  const result = await action.perform(ctx, input)
  expectEffects(standIn, 1)
  const after = await action.readBack(ctx, input)
  expectThat(after !== null, 'it was done, and is not read back: a lost answer would have it done twice')
  const [given, found] = [JSON.stringify(result), JSON.stringify(after)]
  expectThat(given === found, `what it gave is ${given}; read back it is ${found}`)
}

/** An answer that is lost leaves the outcome unknown: what is there is read back, and nothing is done twice. */
export const lostAnswerIsReadBack: ActionCheck = async (subject, standIn) => {
  const { ctx } = openSession(subject.connector, standIn)
  const input = await standIn.input()
  standIn.dropAfterCommit()
  const error = await failureOf(actionOf(subject).perform(ctx, input))
  expectThat(error !== null, 'the answer was lost, and nothing was said: the action sends again by itself')
  expectThat(
    error.outcome === 'unknown',
    `the answer was lost; the outcome was called "${error.outcome}": ${error.message}`,
  )
  expectEffects(standIn, 1)
  const other = await standIn.input()
  standIn.dropAfterCommit()
  await performAction(actionOf(subject), ctx, other)
  expectEffects(standIn, 2)
}

/** What was lost before it took effect is read back as not done, and then done. */
export const lostRequestIsSentAgain: ActionCheck = async (subject, standIn) => {
  const { ctx } = openSession(subject.connector, standIn)
  const input = await standIn.input()
  standIn.dropBeforeCommit()
  await performAction(actionOf(subject), ctx, input)
  expectEffects(standIn, 1)
}

/** A refusal is an error with a reason; it has no effect and is not tried again. */
export const refusalIsExplained: ActionCheck = async (subject, standIn) => {
  const { ctx, calls } = openSession(subject.connector, standIn)
  const input = await standIn.refusedInput()
  const error = await failureOf(performAction(actionOf(subject), ctx, input))
  expectThat(error !== null, 'what is refused was taken for done')
  expectThat(
    error.kind === 'invalid' || error.kind === 'config',
    `a refusal is "invalid" or "config", not "${error.kind}"`,
  )
  const reason = error.message.replace(/^kit:\s*/, '')
  expectThat(reason.length > 20, `a refusal tells no reason: "${reason}"`)
  expectEffects(standIn, 0)
  const writes = calls.filter(({ effect }) => effect === 'write').length
  expectThat(writes <= 1, `what was refused was sent ${writes} times`)
}

/** What it does not take is found before anything is sent. */
export const nonsenseIsNotSent: ActionCheck = async (subject, standIn) => {
  const { ctx, calls } = openSession(subject.connector, standIn)
  const nonsense = { kit: 'nonsense' }
  const done = await actionOf(subject)
    .perform(ctx, nonsense)
    .then(
      () => true,
      () => false,
    )
  expectThat(!done && calls.length === 0, `${JSON.stringify(nonsense)} was not refused before it was sent`)
}

/** Told that it comes too often, it waits and is done once. */
export const rateLimitPasses: ActionCheck = async (subject, standIn) => {
  const { ctx, calls } = openSession(subject.connector, standIn)
  const input = await standIn.input()
  required(standIn.fault).call(standIn, 'rate')
  await performAction(actionOf(subject), ctx, input)
  expectThat(
    calls.some(({ outcome }) => outcome === 'rate'),
    'no call met the fault "rate"',
  )
  expectEffects(standIn, 1)
}

/** Errors of an action hold no secret. */
export const actionErrorsHoldNoSecret: ActionCheck = async (subject, standIn) => {
  const { ctx } = openSession(subject.connector, standIn, { attempts: 1 })
  const refused = await failureOf(actionOf(subject).perform(ctx, await standIn.refusedInput()))
  expectNoSecret(refused, standIn.secrets, 'the error of a refusal')
  const input = await standIn.input()
  standIn.dropAfterCommit()
  expectNoSecret(
    await failureOf(actionOf(subject).perform(ctx, input)),
    standIn.secrets,
    'the error of a lost answer',
  )
}

function actionOf(subject: ActionSubject): ActionDefinition<unknown, unknown, unknown> {
  const found = subject.connector.actions?.find(({ name }) => name === subject.action)
  if (found === undefined) {
    throw new Error(`connector ${subject.connector.id} has no action ${subject.action}`)
  }
  return found
}

function expectEffects(standIn: ActionStandIn, expected: number): void {
  const found = standIn.effects()
  expectThat(found === expected, `it should have been done ${expected} times; it was done ${found} times`)
}

/** @throws Error where it failed with something else than a ConnectorError */
async function failureOf(work: Promise<unknown>): Promise<ConnectorError | null> {
  try {
    await work
    return null
  } catch (error) {
    expectThat(
      error instanceof ConnectorError,
      `an action threw something else than a ConnectorError: ${error}`,
    )
    return error
  }
}
