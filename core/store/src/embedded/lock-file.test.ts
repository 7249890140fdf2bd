import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { StoreError } from '../errors.ts'
import { withLockFile } from './lock-file.ts'
import { isRunning, nameProcess } from './processes.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'rapport-lock-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let count = 0
const newLock = () => path.join(folder, `lock ${++count}`, 'lifecycle.lock')

test('one at a time works, and gets what its work returns', async () => {
  const file = newLock()
  let [working, most] = [0, 0]
  const work = async (result: number) => {
    working += 1
    most = Math.max(most, working)
    await new Promise((resolve) => setImmediate(resolve))
    working -= 1
    return result
  }
  const results = await Promise.all([1, 2, 3, 4, 5].map((each) => withLockFile(file, () => work(each))))
  expect(results).toEqual([1, 2, 3, 4, 5])
  expect(most).toBe(1)
})

test('the lock is free again after work that failed', async () => {
  const file = newLock()
  await expect(withLockFile(file, async () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await withLockFile(file, async () => 'done')).toBe('done')
})

test('a lock that lives is never stolen, and whoever gives up says who holds it', async () => {
  const file = newLock()
  await withLockFile(file, async () => {
    const second = withLockFile(file, async () => 'stolen', 60)
    await expect(second).rejects.toThrow(StoreError)
    await expect(second).rejects.toThrow(
      `another process (${process.pid}) holds ${file}: wait for it or stop it`,
    )
  })
})

test('of several that find the same dead holder one at a time works', async () => {
  const file = newLock()
  await withLockFile(file, async () => {})
  await writeFile(`${file}.1`, '999999999.1')
  let [working, most] = [0, 0]
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withLockFile(file, async () => {
        working += 1
        most = Math.max(most, working)
        await new Promise((resolve) => setTimeout(resolve, 1))
        working -= 1
      }),
    ),
  )
  expect(most).toBe(1)
})

test('however often it is taken, one file stays', async () => {
  const file = newLock()
  for (let turn = 0; turn < 5; turn += 1) await withLockFile(file, async () => {})
  expect(await readdir(path.dirname(file))).toEqual(['lifecycle.lock.5'])
})

test('a process is known by its id and its start', () => {
  expect(isRunning(nameProcess(process.pid))).toBe(true)
  expect(isRunning('999999999.1')).toBe(false)
  expect(isRunning('')).toBe(false)
  expect(isRunning('0.unknown')).toBe(false)
})

test.runIf(process.platform === 'linux')(
  'another process with the id of a dead one is not taken for it',
  () => {
    expect(isRunning(`${process.pid}.1`)).toBe(false)
  },
)
