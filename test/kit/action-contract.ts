import { describe, test } from 'vitest'
import {
  type ActionCheck,
  type ActionSubject,
  actionErrorsHoldNoSecret,
  doneIsReadBack,
  lostAnswerIsReadBack,
  lostRequestIsSentAgain,
  nonsenseIsNotSent,
  rateLimitPasses,
  refusalIsExplained,
} from './action-checks.ts'

export type { ActionSubject }

/** The checks that every action must pass, by the sentence that names each. */
export const actionChecks: Readonly<Record<string, ActionCheck>> = {
  'what is done is read back, and nothing before': doneIsReadBack,
  'an unknown outcome is read back, and nothing is done twice': lostAnswerIsReadBack,
  'what was lost on its way is done after all': lostRequestIsSentAgain,
  'a refusal is explained, and has no effect': refusalIsExplained,
  'what it does not take is not sent': nonsenseIsNotSent,
  'a rate limit passes': rateLimitPasses,
  'no secret is in an error': actionErrorsHoldNoSecret,
}

/** Runs one check against a stand-in of its own. */
export async function runActionCheck(check: ActionCheck, subject: ActionSubject): Promise<void> {
  const standIn = await subject.start()
  try {
    await check(subject, standIn)
  } finally {
    await standIn.close()
  }
}

/**
 * Declares the contract tests of one action.
 *
 * @example
 * describeActionContract('reply of Example', { connector: example, action: 'reply', start: () => startExample() })
 */
export function describeActionContract(name: string, subject: ActionSubject): void {
  describe(`${name}: the contract of an action`, () => {
    for (const [sentence, check] of Object.entries(actionChecks)) {
      test(sentence, { timeout: 60_000 }, () => runActionCheck(check, subject))
    }
  })
}
