import { DiskFullError, explainDatabaseError, UnreachableError } from '@rapport/store'
import { expect, test } from 'vitest'
import { failureReason } from './failure-reason.ts'

const store = { explain: async (error: unknown) => explainDatabaseError(error) }
const lost = new UnreachableError('the hold on the workspace was lost')

test('what fails of itself fails for its own reason', async () => {
  const error = new Error('the record is refused')
  expect(await failureReason(store, error, new AbortController().signal)).toBe(error)
  expect(await failureReason(store, error, undefined)).toBe(error)
})

test('what fails after the workspace was lost fails because of that', async () => {
  const error = new Error('Client was closed and is not queryable')
  expect(await failureReason(store, error, AbortSignal.abort(lost))).toBe(lost)
})

test('the statement by which a server learned that its disk is full says more than the sessions that it ended then', async () => {
  const error = Object.assign(new Error('could not write to file'), { code: '53100' })
  expect(await failureReason(store, error, AbortSignal.abort(lost))).toBeInstanceOf(DiskFullError)
})
