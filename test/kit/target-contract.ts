import { describe, test } from 'vitest'
import { jobTellsEveryWrite, unsentJobWritesNothing } from './job-checks.ts'
import {
  currencyIsIsoCode,
  currentIsTriedAgain,
  fieldsAreCreatedOnce,
  goneRecordIsReported,
  lostAnswerIsNotWrittenTwice,
  missingFieldsAreToldFirst,
  nullClears,
  oneBadRowIsSetAside,
  previewEqualsApply,
  resultsComeInOrder,
  revertRestores,
  secondApplyWritesNothing,
  type TargetCheck,
  targetErrorsHoldNoSecret,
} from './target-checks.ts'
import type { TargetSubject } from './target-subject.ts'

/** The checks that every target must pass, by the sentence that names each. */
export const targetChecks: Readonly<Record<string, TargetCheck>> = {
  'its currency is an ISO 4217 code, or unknown': currencyIsIsoCode,
  'its fields are created once': fieldsAreCreatedOnce,
  'it tells which fields are missing before it creates any': missingFieldsAreToldFirst,
  'a second apply writes nothing': secondApplyWritesNothing,
  'results come in the order of the writes': resultsComeInOrder,
  'one bad row sets one row aside': oneBadRowIsSetAside,
  'a vanished record is reported as gone': goneRecordIsReported,
  'null clears a field': nullClears,
  'apply does what the preview showed': previewEqualsApply,
  'revert restores what was there': revertRestores,
  'a connection lost after the commit does not write twice': lostAnswerIsNotWrittenTwice,
  'a read that fails once is tried again': currentIsTriedAgain,
  'no secret is in an error': targetErrorsHoldNoSecret,
}

/** The further checks that a target must pass which takes jobs. */
export const jobChecks: Readonly<Record<string, TargetCheck>> = {
  'a job that is not sent writes nothing': unsentJobWritesNothing,
  'a job tells what became of each of its writes, once': jobTellsEveryWrite,
}

/** Runs one check against a stand-in of its own. */
export async function runTargetCheck(check: TargetCheck, subject: TargetSubject): Promise<void> {
  const standIn = await subject.start()
  try {
    await check(subject, standIn)
  } finally {
    await standIn.close()
  }
}

/** Declares the contract tests of one target, whose writes go by `write` or, where the subject says so, by jobs. */
export function describeTargetContract(name: string, subject: TargetSubject): void {
  describe(`${name}: the contract of a target`, () => {
    const checks = subject.by === 'jobs' ? { ...targetChecks, ...jobChecks } : targetChecks
    for (const [sentence, check] of Object.entries(checks)) {
      test(sentence, { timeout: 60_000 }, () => runTargetCheck(check, subject))
    }
  })
}
