import { describe, test } from 'vitest'
import {
  cannotBeWritten,
  hasNoStream,
  leavesNoTrace,
  nonsenseIsNotSent,
  refusalIsExplained,
  showsWhatIsThere,
  stops,
  troubleIsExplained,
  troublePasses,
  unknownPlaceIsExplained,
  type ViewCheck,
} from './view-checks.ts'
import type { ViewSubject } from './view-subject.ts'

/** The checks that every view must pass, by the sentence that names each. */
export const viewChecks: Readonly<Record<string, ViewCheck>> = {
  'shows what the site has, and whose it is': showsWhatIsThere,
  'what it shows cannot be written down': cannotBeWritten,
  'nothing of it can be read into the store': hasNoStream,
  'a key that is refused is explained': refusalIsExplained,
  'a place that is not there is explained': unknownPlaceIsExplained,
  'an id that the site cannot have is not sent': nonsenseIsNotSent,
  'a rate limit and an outage pass': troublePasses,
  'a rate limit and an outage that do not pass are explained': troubleIsExplained,
  'told to stop, it stops': stops,
  'no secret and no content is in an error, a cause or a log': leavesNoTrace,
}

/** Runs one check against a stand-in of its own. */
export async function runViewCheck(check: ViewCheck, subject: ViewSubject): Promise<void> {
  const standIn = await subject.start()
  try {
    await check(subject, standIn)
  } finally {
    await standIn.close()
  }
}

/**
 * Declares the contract tests of one view.
 *
 * @example
 * describeViewContract('reviews of Example', { connector: example, view: 'reviews', start: () => startExample() })
 */
export function describeViewContract(name: string, subject: ViewSubject): void {
  describe(`${name}: the contract of a view`, () => {
    for (const [sentence, check] of Object.entries(viewChecks)) {
      test(sentence, { timeout: 60_000 }, () => runViewCheck(check, subject))
    }
  })
}
