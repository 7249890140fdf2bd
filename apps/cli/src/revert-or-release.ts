import { type Reverted, release, revert } from '@rapport/run'
import type { RevertSubject } from './arguments.ts'
import { UsageError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { existingPlan } from './existing-plan.ts'
import { exitCodes, exitWith } from './exit-codes.ts'
import { findRecord } from './find-record.ts'
import { mustExist } from './named-connections.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'

interface RevertOptions extends GlobalOptions {
  readonly release?: boolean
}

/** Reverts a plan or a record; with `release` lets what was reverted be written again. */
export async function revertOrRelease(options: RevertOptions, subject: RevertSubject): Promise<void> {
  if (options.release === true) {
    if ('plan' in subject) {
      throw new UsageError('name what to release: a record such as hubspot/contact:123, or a connection')
    }
    await releaseHolds(options, subject)
  } else {
    if ('connection' in subject) {
      throw new UsageError(
        'name what to revert: the number of a plan, or a record such as hubspot/contact:123',
      )
    }
    await revertWrites(options, subject)
  }
}

async function revertWrites(
  options: RevertOptions,
  subject: Exclude<RevertSubject, { connection: string }>,
): Promise<void> {
  await withWorkspace(
    options,
    async (workspace, signal) => {
      if ('plan' in subject) await existingPlan(workspace, subject.plan, 1)
      const meant =
        'plan' in subject ? subject : { record: await findRecord(workspace.store.db, subject.record) }
      const result = await revert(workspace, meant, { signal })
      printResult(options, result, () => [describeRevert(result)])
      exitWith(result.refused + result.rejected + result.gone > 0 ? exitCodes.rejects : exitCodes.ok)
    },
    'stopping; what was put back so far is kept, and the same command goes on from there',
  )
}

/** What a revert came to: what was put back, and what was not and why. */
export function describeRevert({ planId, applied, refused, rejected, gone }: Reverted): string {
  const left = [
    refused === 0 ? [] : `${count(refused)} left alone because of edits since`,
    rejected === 0 ? [] : `${count(rejected)} refused by the CRM (${commandName} rejects)`,
    gone === 0 ? [] : `${count(gone)} gone from the CRM`,
  ].flat()
  return [`reverted by plan ${planId}: ${records(applied)} put back`, ...left].join(', ')
}

async function releaseHolds(
  options: RevertOptions,
  subject: Exclude<RevertSubject, { plan: number }>,
): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const meant =
      'connection' in subject ? subject : { record: await findRecord(workspace.store.db, subject.record) }
    mustExist(workspace, ['connection' in meant ? meant.connection : meant.record.connection])
    const released = await release(workspace, meant)
    printResult(options, released, () => [
      `released ${count(released.fields)} ${released.fields === 1 ? 'field' : 'fields'} of ${records(released.records)}: the next sync may write them again`,
    ])
  })
}

function records(number: number): string {
  return `${count(number)} ${number === 1 ? 'record' : 'records'}`
}
