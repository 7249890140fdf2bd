import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { DiskFullError, StoreError, UnreachableError } from '../errors.ts'
import { endedOnFullDisk, explainServerError, isFullDisk, spaceLeft } from './full-disk.ts'

const home = await mkdtemp(path.join(tmpdir(), 'rapport-full-disk-'))
const log = path.join(home, 'postgres.log')
afterAll(() => rm(home, { recursive: true, force: true }))

/** What a client sees of a server that stops, whatever the reason. */
const lost = new Error('Connection terminated unexpectedly')

const noted = (level: string): string =>
  `2026-02-03 04:05:06.789 UTC [4711] ${level}:  could not write to file "pg_wal/xlogtemp.4711": No space left on device\n`
const ready = '2026-02-03 04:05:08.000 UTC [4700] LOG:  database system is ready to accept connections\n'
const refusedMemory =
  '2026-02-03 04:05:06.789 UTC [4700] FATAL:  could not create shared memory segment: No space left on device\n'
const crash =
  '2026-02-03 04:05:07.000 UTC [4700] LOG:  client backend (PID 4711) was terminated by signal 6: Aborted\n'

/** What a lost connection means where the server noted this before, and after, this process came. */
async function explainLost(before: string, after: string, left: number | null = null): Promise<unknown> {
  await writeFile(log, before + after)
  return explainServerError(lost, { home, log, logBefore: before.length }, async () => left)
}

test.each(['PANIC', 'FATAL'])(
  'a connection ends because the disk is full, where the server noted that last, with %s',
  async (level) => {
    const explained = await explainLost('', noted(level) + crash.repeat(200))
    expect(explained).toBeInstanceOf(DiskFullError)
    expect(explained).toMatchObject({
      message: expect.stringMatching(
        `^the disk of the database is full: free some space where ${home} is.* and run again; nothing was lost$`,
      ),
      cause: lost,
    })
  },
)

test.each([
  ['is of the past', noted('PANIC'), crash],
  ['ended a single statement, which was told of it', '', noted('ERROR')],
  ['is nothing', '', ''],
  ['is of the time before it took connections again', '', noted('PANIC') + crash + ready],
])('it ends for another reason where what the server noted %s', async (_what, before, after) => {
  expect(await explainLost(before, after)).toBeInstanceOf(UnreachableError)
})

test.each([
  ['nothing', ''],
  ['that it had started', ready],
  ['what others were told who came meanwhile', `${ready}FATAL:  the database system is in recovery mode\n`],
])(
  'it ends because the disk is full, too, where no space is left and the log says %s',
  async (_what, after) => {
    expect(await explainLost('', after, 0)).toMatchObject({
      name: 'DiskFullError',
      message: expect.stringContaining(`free some space where ${home} is (0 MB are left) and run again`),
    })
  },
)

test.each([
  ['another reason', 'FATAL:  data directory "/srv/data" has invalid permissions\n'],
  ['that it was stopped', 'LOG:  received fast shutdown request\n'],
])('it ends for another reason where little space is left, but the log says %s', async (_what, after) => {
  expect(await explainLost('', after, 1024)).toBeInstanceOf(UnreachableError)
})

test('memory that the system refuses is told as that, though little space is left', async () => {
  const explained = await explainLost('', refusedMemory, 1024)
  expect(explained).not.toBeInstanceOf(DiskFullError)
  expect(explained).toMatchObject({
    message: expect.stringMatching(/^the system gives Postgres no more shared memory/),
    cause: lost,
  })
})

test.each([
  ['a full disk', noted('FATAL'), true],
  ['a quota that is used up', noted('FATAL').replace('No space left on device', 'Disk quota exceeded'), true],
  ['memory that the system refuses', refusedMemory, false],
])('a server that starts is ended or not for %s', async (_what, said, isEnded) => {
  await writeFile(log, said)
  expect(await endedOnFullDisk(log, 0)).toBe(isEnded)
})

test.each(['ENOSPC', 'EDQUOT'])('a file cannot be written for want of space by %s', (code) => {
  expect(isFullDisk(Object.assign(new Error('write'), { code }))).toBe(true)
})

test.runIf(process.platform === 'linux')(
  'what is left of a file system that does not tell its size is not known',
  async () => {
    expect(await spaceLeft('/proc')).toBeNull()
  },
)

test('what a statement is told of a full disk gets its place, once', async () => {
  const told = Object.assign(new Error('could not extend file'), { code: '53100' })
  const explained = await explainServerError(told, { home, log, logBefore: 0 })
  expect(explained).toMatchObject({
    name: 'DiskFullError',
    where: expect.stringContaining(home),
    cause: told,
  })
  expect(await explainServerError(explained, { home: '/proc', log, logBefore: 0 })).toBe(explained)
})

test('what is no matter of the disk stays as it is', async () => {
  await writeFile(log, noted('PANIC'))
  const refused = new StoreError('it refused the sign-in')
  expect(await explainServerError(refused, { home, log, logBefore: 0 })).toBe(refused)
})
