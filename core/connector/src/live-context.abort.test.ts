import { expect, test } from 'vitest'
import { connect, failureOf, json, readThing, silence, startVendor, status } from './testing/vendor.ts'

const stopped = new Error('stopped by the user')

test('a call that is told to stop while it waits for an answer ends at once', async () => {
  const controller = new AbortController()
  await using vendor = await startVendor((...exchange) => {
    silence(...exchange)
    controller.abort(stopped)
  })
  const { ctx } = connect(vendor.url, { signal: controller.signal })
  expect(await failureOf(readThing(ctx))).toBe(stopped)
  expect(vendor.asked).toHaveLength(1)
})

test('a call that is told to stop while it waits for its budget ends at once and sends nothing', async () => {
  const controller = new AbortController()
  await using vendor = await startVendor(json({ id: '1' }))
  const { ctx, budgets } = connect(vendor.url, { signal: controller.signal, longestWaitMs: 2 ** 31 })
  // A day: the test would not end if it were waited for.
  budgets.waits.push(86_400_000)
  budgets.onTake = () => setImmediate(() => controller.abort(stopped))
  expect(await failureOf(readThing(ctx))).toBe(stopped)
  expect(vendor.asked).toEqual([])
})

test('a call that is told to stop before it begins does not begin', async () => {
  await using vendor = await startVendor(json({ id: '1' }))
  const { ctx, budgets } = connect(vendor.url, { signal: AbortSignal.abort(stopped) })
  expect(await failureOf(readThing(ctx))).toBe(stopped)
  expect(budgets.taken).toEqual([])
})

test('a call that is told to stop after a failure is not tried again', async () => {
  const controller = new AbortController()
  await using vendor = await startVendor((request, response) => {
    controller.abort(stopped)
    status(500)(request, response)
  })
  const { ctx } = connect(vendor.url, { signal: controller.signal })
  expect(await failureOf(readThing(ctx))).toBe(stopped)
  expect(vendor.asked).toHaveLength(1)
})

test('a sign-in that never ends does not hold a call that is told to stop', async () => {
  const controller = new AbortController()
  const credentials = {
    token: () => {
      setImmediate(() => controller.abort(stopped))
      return new Promise<string>(() => {})
    },
    refresh: async () => '',
  }
  const { ctx } = connect('http://127.0.0.1:1', { signal: controller.signal, credentials })
  expect(await failureOf(readThing(ctx))).toBe(stopped)
})

test("a vendor's client that ignores the signal does not hold the call", async () => {
  const controller = new AbortController()
  const { ctx } = connect(null, { signal: controller.signal })
  const call = ctx.call({ budget: 'general', effect: 'read', operation: 'list' }, () => {
    setImmediate(() => controller.abort(stopped))
    return new Promise<never>(() => {})
  })
  expect(await failureOf(call)).toBe(stopped)
})
