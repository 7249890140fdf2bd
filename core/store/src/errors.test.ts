import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import process from 'node:process'
import { DatabaseError, Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { DiskFullError, explainDatabaseError, StoreError } from './errors.ts'
import { testDatabaseVariable } from './testing/workspace.ts'

/** A server that takes connections and never says anything. */
async function startSilentServer() {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** An error as the server reports it, with its SQLSTATE. */
function serverError(code: string): Error {
  return Object.assign(new DatabaseError('as the server words it', 0, 'error'), { code })
}

describe('what a database error means', () => {
  it.each([
    ['53100', 'the disk is full', /disk of the database is full: free some space and run again/],
    ['53300', 'no connection is left', /no connection left: close other programs/],
    ['28P01', 'the password is wrong', /refused the sign-in: check the user and password in DATABASE_URL/],
    ['3D000', 'the database is not there', /named in DATABASE_URL does not exist: create it first/],
    ['42501', 'a permission is missing', /lacks a permission: grant it CREATE on the database/],
    ['25006', 'the server is a replica', /only lets itself be read: DATABASE_URL must name the primary/],
    ['28000', 'no such user', /refused the sign-in/],
    ['08P01', 'the connection speaks nonsense', /gone or cannot be reached/],
    ['57P01', 'an administrator stops the server', /gone or cannot be reached.*run again; nothing was lost/],
    ['08006', 'the connection failed', /gone or cannot be reached/],
  ])('%s: %s', (code, _meaning, message) => {
    const error = serverError(code)
    const explained = explainDatabaseError(error)

    expect(explained).toBeInstanceOf(StoreError)
    expect((explained as StoreError).message).toMatch(message)
    expect((explained as StoreError).cause).toBe(error)
  })

  it.each([
    'could not write: No space left on device',
    'could not write: Disk quota exceeded',
    'wrote only 4096 of 8192 bytes. HINT: Check free disk space.',
  ])('a program of Postgres that finds the disk full says it in words: %s', (words) => {
    const said = new StoreError(`initdb ended with 1: ${words}`)
    expect(explainDatabaseError(said)).toMatchObject({
      message: expect.stringContaining('disk of the database is full'),
      cause: said,
    })
  })

  it('a quota that is used up is a full disk, though the server has no SQLSTATE for it', () => {
    const said = Object.assign(serverError('XX000'), {
      message: 'could not extend file "base/5/16384": Disk quota exceeded',
    })
    expect(explainDatabaseError(said)).toBeInstanceOf(DiskFullError)
  })

  it.each([
    'could not resize shared memory segment "/PostgreSQL.1804289383" to 8388608 bytes: No space left on device',
    'could not create shared memory segment: No space left on device',
    'could not create semaphores: No space left on device',
  ])('memory that the system refuses is not taken for the disk, as a statement is told: %s', (words) => {
    const said = Object.assign(serverError('53100'), { message: words })
    const explained = explainDatabaseError(said)
    expect(explained).not.toBeInstanceOf(DiskFullError)
    expect(explained).toMatchObject({
      message: expect.stringMatching(/^the system gives Postgres no more shared memory .*--shm-size/),
      cause: said,
    })
  })

  it('memory that the system refuses is not taken for the disk, as a program of Postgres says it', () => {
    const said = new StoreError('initdb ended with 1: could not create semaphores: No space left on device')
    expect(explainDatabaseError(said)).toMatchObject({ name: 'StoreError', cause: said })
  })

  it('what others say of a full disk is not of the database', () => {
    const said = new Error('hubspot: 500 No space left on device')
    expect(explainDatabaseError(said)).toBe(said)
  })

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT'])(
    '%s of the operating system',
    (code) => {
      const explained = explainDatabaseError(Object.assign(new Error('connect'), { code }))

      expect(explained).toBeInstanceOf(StoreError)
    },
  )

  it('is told of a connection that ended without a code', () => {
    const explained = explainDatabaseError(new Error('Connection terminated unexpectedly'))

    expect((explained as StoreError).message).toContain('the connection to the database was lost')
  })

  it('is told of a connection that was not taken in time', async () => {
    await using silent = await startSilentServer()
    const pool = new Pool({ host: '127.0.0.1', port: silent.port, connectionTimeoutMillis: 50 })
    const explained = await pool.connect().catch(explainDatabaseError)
    await pool.end()

    expect((explained as StoreError).message).toMatch(/^the database took no connection within a minute/)
  })

  it('is told that all sessions of the process are held', async () => {
    const connectionString = process.env[testDatabaseVariable]
    const pool = new Pool({ connectionString, max: 1 })
    const held = await pool.connect()
    pool.options.connectionTimeoutMillis = 50
    const explained = await pool.connect().catch(explainDatabaseError)
    held.release()
    await pool.end()

    expect((explained as StoreError).message).toMatch(/^none of the sessions .+ came free within a minute/)
  })

  it('leaves every other error as it is', () => {
    const error = serverError('23505')

    expect(explainDatabaseError(error)).toBe(error)
    expect(explainDatabaseError('no error at all')).toBe('no error at all')
  })

  it('leaves what is explained already', () => {
    const explained = new DiskFullError('there', { cause: serverError('53100') })

    expect(explainDatabaseError(explained)).toBe(explained)
  })
})
