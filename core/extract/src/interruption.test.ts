import { type AnyStream, type Change, noSelection } from '@rapport/connector'
import { loadCheckpoint } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { extractStream } from './extract.ts'
import { checkpoint, contact, deleted, merged, streamOf, testContext } from './testing/stream.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())

async function clear(): Promise<void> {
  for (const table of ['contact', 'reject', 'remote_value', 'checkpoint'] as const)
    await db.deleteFrom(table).execute()
}
beforeEach(clear)

const run = (stream: AnyStream<never>, signal?: AbortSignal) =>
  extractStream({ db, ctx: testContext(signal), stream, fields: noSelection, retention: 'full' })

/** A source with pages; its state says how many are done. Dies before it gives change number `dieAt`. */
function paged(pages: readonly (readonly Change[])[], dieAt = Number.POSITIVE_INFINITY): AnyStream<never> {
  return {
    ...streamOf('contact', []),
    async *read(_ctx, since) {
      let given = 0
      for (const [index, page] of pages.entries()) {
        if (typeof since === 'number' && index < since) continue
        for (const change of [...page, checkpoint(index + 1)]) {
          if (given === dieAt) throw new Error('killed')
          given += 1
          yield change
        }
      }
    },
  }
}

async function endState() {
  const contacts = await db
    .selectFrom('contact')
    .select(['id', 'data', 'raw', 'merged_into', 'deleted_at'])
    .orderBy('id')
    .execute()
  return {
    contacts: contacts.map(({ deleted_at, ...row }) => ({ ...row, isDeleted: deleted_at !== null })),
    rejects: await db
      .selectFrom('reject')
      .select(['record_id', 'reason'])
      .where('resolved_at', 'is', null)
      .orderBy('record_id')
      .execute(),
    held: await db.selectFrom('remote_value').select(['record_id', 'held']).orderBy('record_id').execute(),
    checkpoint: (await loadCheckpoint(db, 'crm', 'contact')).state,
  }
}

const id = fc.constantFrom('1', '2', '3', '4')
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(id, fc.constantFrom('Ada', 'Bob')).map(([which, name]) => contact(which, name)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(id, fc.integer()).map(([which, clv]) => contact(which, 'Cy', { held: { clv } })),
  },
  {
    weight: 1,
    arbitrary: id.map(
      (which): Change => ({ type: 'upsert', record: { id: which, name: 5 as unknown as string } }),
    ),
  },
  { weight: 1, arbitrary: id.map(deleted) },
  { weight: 1, arbitrary: id.map((which) => merged(which, '9')) },
  { weight: 1, arbitrary: id.map((which): Change => ({ type: 'reject', id: which, reason: 'unreadable' })) },
)
const pages = fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })

test('a read that is killed after any of its changes and resumed ends as one that was not', async () => {
  await fc.assert(
    fc.asyncProperty(pages, async (source) => {
      await clear()
      await run(paged(source))
      const undisturbed = await endState()
      const changes = source.reduce((sum, page) => sum + page.length + 1, 0)
      for (let dieAt = 0; dieAt < changes; dieAt += 1) {
        await clear()
        await expect(run(paged(source, dieAt))).rejects.toThrow('killed')
        await run(paged(source))
        expect(await endState()).toEqual(undisturbed)
      }
    }),
    { numRuns: 8 },
  )
})

test('a page whose end did not come leaves neither its changes nor a checkpoint', async () => {
  const source = [[contact('1', 'Ada')], [contact('2', 'Bob'), contact('3', 'Cy')]]
  await expect(run(paged(source, 4))).rejects.toThrow('killed')
  expect(await endState()).toMatchObject({ contacts: [{ id: '1' }], checkpoint: 1 })
})

test('a page that cannot be committed with its checkpoint is not stored at all', async () => {
  const unsaveable = checkpoint(1n)
  await expect(run(streamOf('contact', [contact('1', 'Ada'), unsaveable]))).rejects.toThrow(/BigInt/)
  expect(await endState()).toMatchObject({ contacts: [], checkpoint: null })
})

test('a read that is told to stop in mid-page leaves the checkpoint of the page before', async () => {
  const controller = new AbortController()
  const stopped = new Error('stopped by the user')
  const stream: AnyStream<never> = {
    ...streamOf('contact', []),
    async *read() {
      yield contact('1', 'Ada')
      yield checkpoint(1)
      yield contact('2', 'Bob')
      controller.abort(stopped)
      yield contact('3', 'Cy')
      yield checkpoint(2)
    },
  }
  await expect(run(stream, controller.signal)).rejects.toBe(stopped)
  expect(await endState()).toMatchObject({ contacts: [{ id: '1' }], checkpoint: 1 })
})

test('a stream that ends early because it was told to stop is not taken for one that came to its end', async () => {
  const controller = new AbortController()
  const stream: AnyStream<never> = {
    ...streamOf('contact', []),
    async *read() {
      yield contact('1', 'Ada')
      controller.abort(new Error('stopped by the user'))
    },
  }
  await expect(run(stream, controller.signal)).rejects.toThrow('stopped by the user')
})
