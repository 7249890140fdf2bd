import process from 'node:process'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Interrupted, interruption } from './interruption.ts'

const exit = vi.fn<(code?: number | string | null) => never>()

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(process, 'exit').mockImplementation(exit)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  exit.mockReset()
})

it('the first Ctrl-C stops the work and says so, and the process goes on to end in good order', () => {
  const announce = vi.fn()
  using stop = interruption(announce)

  process.emit('SIGINT')

  expect(stop.signal.reason).toBeInstanceOf(Interrupted)
  expect(announce).toHaveBeenCalledOnce()
  expect(exit).not.toHaveBeenCalled()
})

it('the echo of the same Ctrl-C through the starter is not taken for a second one', () => {
  using _ = interruption(() => {})

  process.emit('SIGINT')
  vi.advanceTimersByTime(20)
  process.emit('SIGINT')

  expect(exit).not.toHaveBeenCalled()
})

it('a second Ctrl-C ends the process at once', () => {
  using _ = interruption(() => {})

  process.emit('SIGINT')
  vi.advanceTimersByTime(400)
  process.emit('SIGINT')

  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
})

it('work that does not stop holds the process for less than a second', () => {
  using _ = interruption(() => {})

  process.emit('SIGTERM')
  vi.advanceTimersByTime(999)

  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
})

it('once disposed it listens no more', () => {
  const announce = vi.fn()
  const before = process.listenerCount('SIGINT')
  const stop = interruption(announce)
  stop[Symbol.dispose]()

  expect(process.listenerCount('SIGINT')).toBe(before)
})
