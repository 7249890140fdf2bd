import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startEmbedded } from './cluster.ts'
import { findPostmaster, readyPort } from './postmaster.ts'
import { isAlive, nameProcess } from './processes.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'rapport-lifecycle-'))
// Where the tests run as root, Postgres runs as another user, who must get there.
await chmod(folder, 0o755)
const home = path.join(folder, 'postgres')
const data = path.join(home, 'data')
const program = path.join(import.meta.dirname, 'testing/user.ts')

/** A process that uses the cluster. */
interface User {
  readonly process: ChildProcess
  readonly url: string
  /** Leaves as it should. */
  leave(): Promise<void>
  /** Dies without a chance to tidy up. */
  kill(): Promise<void>
}

const users = new Set<ChildProcess>()

function launch(): ChildProcess {
  const child = spawn(process.execPath, [program, home], { stdio: ['pipe', 'pipe', 'pipe'] })
  users.add(child)
  return child
}

async function join(): Promise<User> {
  const child = launch()
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const lines = createInterface({ input: child.stdout! })
  const url = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(child, 'exit').then(() => Promise.reject(new Error(`the process ended: ${complaint}`))),
  ])
  return {
    process: child,
    url,
    leave: async () => {
      child.stdin?.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
    kill: () => killed(child),
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(question)
  await client.end()
  return rows
}

async function runningPid(): Promise<number> {
  await readyPort(data)
  const found = await findPostmaster(data)
  return found?.pid ?? Number.NaN
}

/** A process id that belongs to nobody any more. */
async function deadProcess(): Promise<string> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  const name = nameProcess(child.pid ?? 0)
  await once(child, 'exit')
  return name
}

const lockFiles = async () => (await readdir(home)).filter((name) => name.startsWith('lifecycle.lock.'))

beforeAll(async () => {
  // What a creation leaves that was killed half-way: it must not be taken for a cluster.
  await mkdir(path.join(home, 'data.creating-dead'), { recursive: true })
  await writeFile(path.join(home, 'data.creating-dead', 'PG_VERSION'), '18\n')
  await writeFile(path.join(home, 'password'), 'of the creation that was interrupted\n', { mode: 0o600 })
  await (await join()).leave()
})
afterEach(async () => {
  for (const child of users) await killed(child)
  users.clear()
  const left = await findPostmaster(data)
  if (left !== null) await (await join()).leave()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the embedded Postgres', () => {
  test('is made anew where a creation was interrupted, and leaves nothing of it', async () => {
    expect(await stat(path.join(data, 'PG_VERSION'))).toBeDefined()
    expect((await readdir(home)).filter((name) => name.startsWith('data.creating'))).toEqual([])
    expect(await readFile(path.join(home, 'password'), 'utf8')).toMatch(/^[0-9a-f]{48}\n$/)
    expect(await readdir(home)).not.toContain('initial-password')
  })

  test('runs from the first process that needs it to the last, and all use the same one', async () => {
    const first = await join()
    const second = await join()
    expect(second.url).toBe(first.url)
    const pid = await runningPid()
    await first.leave()
    expect(isAlive(pid)).toBe(true)
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await second.leave()
    expect(await findPostmaster(data)).toBeNull()
    expect(await readdir(path.join(home, 'users'))).toEqual([])
  })

  test('starts once where processes come at the same time', async () => {
    const [one, two, three] = await Promise.all([join(), join(), join()])
    expect(new Set([one.url, two.url, three.url]).size).toBe(1)
    await Promise.all([one.leave(), two.leave(), three.leave()])
    expect(await findPostmaster(data)).toBeNull()
    expect(await lockFiles()).toHaveLength(1)
  })

  test('listens on the loopback interface alone, and asks for the password there', async () => {
    const user = await join()
    expect(new URL(user.url).hostname).toBe('127.0.0.1')
    expect(
      await ask(
        user.url,
        `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets`,
      ),
    ).toEqual([{ addresses: '127.0.0.1', sockets: '' }])
    const stranger = new URL(user.url)
    stranger.password = 'guessed'
    await expect(ask(stranger.href, 'select 1')).rejects.toThrow(/password authentication failed/)
  })

  test.skipIf(process.platform === 'win32')(
    'keeps its password and its log from other users of the machine',
    async () => {
      for (const name of ['password', 'postgres.log']) {
        expect((await stat(path.join(home, name))).mode & 0o777).toBe(0o600)
      }
      expect((await stat(data)).mode & 0o077).toBe(0)
    },
  )

  test('that has lost its password says what to do', async () => {
    await rename(path.join(home, 'password'), path.join(home, 'password.away'))
    const failed = await join().catch((error: unknown) => String(error))
    await rename(path.join(home, 'password.away'), path.join(home, 'password'))
    expect(failed).toMatch(
      /the password of the embedded Postgres is missing: restore .+ or move .+ away to start empty/,
    )
  })
})

describe('after a process was killed', () => {
  test('the next one joins the server that it left, and stops it as the last one', async () => {
    const victim = await join()
    await ask(victim.url, 'create table kept (id int); insert into kept values (1)')
    await victim.kill()
    const next = await join()
    expect(next.url).toBe(victim.url)
    expect(await ask(next.url, 'select id from kept')).toEqual([{ id: 1 }])
    await ask(next.url, 'drop table kept')
    await next.leave()
    expect(await findPostmaster(data)).toBeNull()
  })

  test('and its server too, the next one recovers what was committed', async () => {
    const victim = await join()
    await ask(victim.url, 'create table kept (id int); insert into kept values (1)')
    const pid = await runningPid()
    await victim.kill()
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 })
    const next = await join()
    expect(await ask(next.url, 'select id from kept')).toEqual([{ id: 1 }])
    await ask(next.url, 'drop table kept')
    await next.leave()
  })

  test.each([
    ['it held the lock', async (before: string | undefined) => (await lockFiles())[0] !== before],
    ['the server came up', async () => (await readdir(data)).includes('postmaster.pid')],
  ])('just as %s, the next one goes on from there', async (_moment, hasCome) => {
    const before = (await lockFiles())[0]
    const victim = launch()
    await vi.waitUntil(() => hasCome(before), { timeout: 20_000, interval: 2 })
    await killed(victim)
    const next = await join()
    expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await next.leave()
    expect(await findPostmaster(data)).toBeNull()
  })

  test('with the lock in its hand, the next one takes it over', async () => {
    await writeFile(path.join(home, 'lifecycle.lock.900'), await deadProcess())
    await (await join()).leave()
    expect(await lockFiles()).toHaveLength(1)
    expect(await lockFiles()).not.toContain('lifecycle.lock.900')
  })

  test.runIf(process.platform === 'linux')(
    'and its id was given to another program, that is not taken for it',
    async () => {
      const [pid] = nameProcess(process.pid).split('.')
      await writeFile(path.join(home, 'lifecycle.lock.901'), `${pid}.1`)
      await writeFile(path.join(home, 'users', `${pid}.1-abcdef`), '')
      await writeFile(
        path.join(data, 'postmaster.pid'),
        [pid, data, '1700000000', '1', '', '127.0.0.1', '0 0', 'ready', ''].join('\n'),
      )
      await (await join()).leave()
      expect(await findPostmaster(data)).toBeNull()
      expect(await readdir(path.join(home, 'users'))).toEqual([])
    },
  )
})

test('whoever uses it for long starts it again, at the same address, and not where it runs', async () => {
  const postgres = await startEmbedded(home)
  await ask(postgres.url, 'create table kept (id int); insert into kept values (1)')
  const pid = await runningPid()
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 })
  // The sessions of the killed server may still be about to end.
  await vi.waitFor(() => postgres.revive(), { timeout: 30_000, interval: 500 })
  expect(await ask(postgres.url, 'select id from kept')).toEqual([{ id: 1 }])
  const again = await runningPid()
  await postgres.revive()
  expect(await runningPid()).toBe(again)
  await ask(postgres.url, 'drop table kept')
  await postgres.close()
  expect(await findPostmaster(data)).toBeNull()
})

test.runIf(process.platform === 'linux')(
  'a process that may write nothing takes no lock, and leaves nothing behind',
  async () => {
    // What a full disk does to every file; only an administrator could make one.
    const child = spawn('sh', [
      '-c',
      `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`,
      ...[process.execPath, program, home],
    ])
    users.add(child)
    const before = await readdir(home)
    await once(child, 'exit')
    expect(child.exitCode).toBe(1)
    expect(await readdir(home)).toEqual(before)
  },
)
