import { afterAll, expect, test } from 'vitest'
import { deleteConnectionData, renameConnectionData } from './connection-data.ts'
import { keepToken, loadKeptToken, withAccount } from './kept-tokens.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())

test('the latest token of an account is kept', async () => {
  expect(await loadKeptToken(db, 'a')).toBeNull()
  await keepToken(db, { account: 'a', connection: 'crm', sealed: 'one' })
  await keepToken(db, { account: 'a', connection: 'crm', sealed: 'two' })
  expect(await loadKeptToken(db, 'a')).toBe('two')
})

test('a connection that was signed in to anew keeps nothing of the sign-in before', async () => {
  await keepToken(db, { account: 'old', connection: 'desk', sealed: 'one' })
  await keepToken(db, { account: 'new', connection: 'desk', sealed: 'two' })
  expect(await loadKeptToken(db, 'old')).toBeNull()
})

test('work for one account is done one after the other, and what fails keeps nothing', async () => {
  const order: string[] = []
  let isInside = false
  const work = (name: string) =>
    withAccount(db, 'b', async (transaction) => {
      expect(isInside).toBe(false)
      isInside = true
      await keepToken(transaction, { account: 'b', connection: 'shop', sealed: name })
      order.push(name)
      isInside = false
      if (name === 'bad') throw new Error('refused')
    })
  const outcomes = await Promise.allSettled(['good', 'bad'].map(work))
  expect(order.toSorted()).toEqual(['bad', 'good'])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(await loadKeptToken(db, 'b')).toBe('good')
})

test('a kept token follows the name of its connection, and goes with it', async () => {
  await keepToken(db, { account: 'c', connection: 'before', sealed: 'one' })
  await db.transaction().execute((transaction) => renameConnectionData(transaction, 'before', 'after'))
  await db.transaction().execute((transaction) => deleteConnectionData(transaction, 'before'))
  expect(await loadKeptToken(db, 'c')).toBe('one')
  await db.transaction().execute((transaction) => deleteConnectionData(transaction, 'after'))
  expect(await loadKeptToken(db, 'c')).toBeNull()
})
