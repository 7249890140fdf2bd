import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { inspect } from 'node:util'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { DatabaseUrlError, StoreError } from './errors.ts'
import { migrations } from './migrations/index.ts'
import { dropWorkspace, openStore, type Store } from './open.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
afterAll(() => workspace[Symbol.asyncDispose]())
const { url } = workspace.store
/** Never used: a database URL is given. */
const folder = '/nowhere'

const failure = (databaseUrl: string): Promise<unknown> =>
  openStore({ workspace: 'main', databaseUrl, folder }).then(
    () => null,
    (error: unknown) => error,
  )

async function openFresh(name: string, databaseUrl = url): Promise<Store & AsyncDisposable> {
  const store = await openStore({ workspace: name, databaseUrl, folder })
  return {
    ...store,
    [Symbol.asyncDispose]: async () => {
      await dropWorkspace(store)
      await store.close()
    },
  }
}

test.runIf(existsSync('/dev/full'))(
  'a disk that is full when the database is made is told as that, and nothing is left of what was begun',
  async () => {
    const created = await mkdtemp(path.join(tmpdir(), 'rapport-full-'))
    const home = path.join(created, 'postgres')
    try {
      // Where the tests run as root, Postgres runs as another user, who must get there.
      await chmod(created, 0o755)
      await mkdir(home)
      await symlink('/dev/full', path.join(home, 'password'))
      await expect(openStore({ workspace: 'main', folder: home })).rejects.toThrow(
        `the disk of the database is full: free some space where ${home} is`,
      )
      const left = (await readdir(home)).filter((name) => !name.startsWith('lifecycle.lock.'))
      expect(left.sort()).toEqual(['password', 'users'])
    } finally {
      await rm(created, { recursive: true, force: true })
    }
  },
)

describe('the name of a workspace', () => {
  test.each(['', 'Main', '1st', 'a-b', 'a b', 'a"; drop schema public', 'ü', 'a'.repeat(52)])(
    '%j is refused',
    async (name) => {
      const opened = openStore({ workspace: name, databaseUrl: url, folder })
      await expect(opened).rejects.toThrow(StoreError)
      await expect(opened).rejects.toThrow('use lower-case letters, digits and _')
    },
  )

  test('gives the schema its name', async () => {
    const name = `name_${process.pid}`
    await using store = await openFresh(name)
    const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(store.db)
    expect(rows).toEqual([{ schema: `ws_${name}` }])
  })
})

describe('a DATABASE_URL', () => {
  test.each([
    'nonsense',
    'localhost:5432/rapport',
    'mysql://user:hunter22@host/db',
    'postgres://user:hunter22@host:port/db',
  ])('%j is refused with the form it should have, and without what it says', async (databaseUrl) => {
    const error = await failure(databaseUrl)
    expect(error).toBeInstanceOf(DatabaseUrlError)
    expect((error as Error).message).toContain('write postgres://host:5432/database, and before the host')
    expect(inspect(error)).not.toContain('hunter22')
  })

  test('of a server that does not run says to check that it runs', async () => {
    const error = await failure('postgres://user:hunter22@127.0.0.1:1/db')
    expect((error as Error).message).toMatch(/cannot be reached: check that it runs/)
    expect(inspect(error)).not.toContain('hunter22')
  })

  test('with a wrong password says to check user and password', async () => {
    const wrong = new URL(url)
    wrong.password = 'hunter22'
    const error = await failure(wrong.href)
    expect((error as Error).message).toMatch(/refused the sign-in: check the user and password/)
    expect(inspect(error)).not.toContain('hunter22')
  })

  test('of a database that is not there says to create it', async () => {
    const missing = new URL(url)
    missing.pathname = '/missing'
    expect(((await failure(missing.href)) as Error).message).toMatch(/does not exist: create it first/)
  })

  test('with options of its own still leads into the workspace', async () => {
    const withOptions = new URL(url)
    withOptions.searchParams.set('options', '-c statement_timeout=54321')
    const name = `options_${process.pid}`
    await using store = await openFresh(name, withOptions.href)
    const { rows } = await sql`
      select current_schema() as schema, current_setting('statement_timeout') as timeout, current_setting('TimeZone') as zone
    `.execute(store.db)
    expect(rows).toEqual([{ schema: `ws_${name}`, timeout: '54321ms', zone: 'UTC' }])
  })
})

describe('migrations', () => {
  test('run once where several processes open a fresh workspace at the same time', async () => {
    const name = `together_${process.pid}`
    const opened = await Promise.all(Array.from({ length: 5 }, () => openFresh(name)))
    const [first] = opened
    const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
      first!.db,
    )
    expect(applied.rows.map((row) => row.name)).toEqual(Object.keys(migrations).toSorted())
    for (const store of opened.slice(1)) await store.close()
    await first![Symbol.asyncDispose]()
  })

  test('leave what is stored when a workspace is opened again', async () => {
    const name = `again_${process.pid}`
    await using store = await openFresh(name)
    await sql`insert into customer (level) values ('contact')`.execute(store.db)
    const again = await openStore({ workspace: name, databaseUrl: url, folder })
    expect(await again.db.selectFrom('customer').select('level').execute()).toEqual([{ level: 'contact' }])
    await again.close()
  })
})

test('a dropped workspace leaves no schema and no name behind', async () => {
  const name = `dropped_${process.pid}`
  const store = await openFresh(name)
  await store[Symbol.asyncDispose]()
  const { rows } = await sql`
    select (select count(*) from pg_namespace where nspname = ${`ws_${name}`}) as schemas,
      (select count(*) from rapport.workspace where name = ${name}) as names
  `.execute(workspace.store.db)
  expect(rows).toEqual([{ schemas: 0, names: 0 }])
})

test('counters come as numbers and calendar days as text', async () => {
  const { rows } = await sql`select 9007199254740991::bigint as counter, date '2024-02-29' as day`.execute(
    workspace.store.db,
  )
  expect(rows).toEqual([{ counter: 9_007_199_254_740_991, day: '2024-02-29' }])
})
