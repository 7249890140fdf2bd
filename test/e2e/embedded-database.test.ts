import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { listRuns, type RunResult, requestRun } from '@rapport/run'
import type { Store } from '@rapport/store'
import { expect, it, vi } from 'vitest'
import { hasWritten, reachCall } from '../support/calls.ts'
import { dataDirectory, processesOf } from '../support/cluster.ts'
import { writesPerContact, writtenFields } from '../support/end-state.ts'
import { syncHere } from '../support/in-process.ts'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'
import { startWorkerProcess } from '../support/worker-processes.ts'

const shopSize = 250

/** Starts the installation's Postgres once and says where its data are. */
async function createCluster(installation: Installation): Promise<string> {
  const store = await installation.openStore()
  const directory = await dataDirectory(store)
  await store.close()
  return directory
}

async function postmasterOf(directory: string): Promise<number> {
  const text = await readFile(path.join(directory, 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

async function fieldsOfUndisturbed(): Promise<unknown> {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  expect((await syncHere(installation)).state).toBe('succeeded')
  return writtenFields(portal.server.state)
}

it('says what to do when the database dies in mid-run, and goes on from there with the next run', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize), latencyMs: 30 })
  const { server } = portal
  await using installation = await connect(portal, { database: 'embedded' })
  const directory = await createCluster(installation)
  const running = installation.start('sync', '--json')
  await reachCall(server, running, hasWritten)
  process.kill(await postmasterOf(directory), 'SIGKILL')
  const died = await running.finished
  expect(died.code, died.stderr).toBe(1)
  expect(died.stderr).toMatch(/rapport: the (connection to the )?database (is gone|was lost).*run again/)

  server.control.change({ latencyMs: 0 })
  const next = await installation.run('sync', '--json')
  expect(next.code, next.stderr).toBe(0)
  expect(next.json<RunResult>().state).toBe('succeeded')
  expect(writtenFields(server.state)).toEqual(await fieldsOfUndisturbed())
  expect(Math.max(...writesPerContact(server.state).values())).toBe(1)
  expect(await processesOf(directory)).toEqual([])
})

it('comes back where it died under a worker, who ends the run', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  const { server } = portal
  await using installation = await connect(portal, { database: 'embedded' })
  await using _worker = await startWorkerProcess(installation.folder, installation.environment)
  await using store = await openedStore(installation)
  await requestRun(store.db, { connections: null, dryRun: false, confirm: false, requestedBy: 'test' })
  // Of the batches one is written, and the others are not.
  const read = { method: 'POST', path: '/crm/v3/objects/contacts/batch/read' }
  server.control.fail({ ...read, skip: 1, times: 'always', fault: { kind: 'hang' } })
  const patience = { timeout: 90_000, interval: 50 }
  await vi.waitUntil(() => hasWritten(server.control.log()), patience)
  process.kill(await postmasterOf(await dataDirectory(store)), 'SIGKILL')
  server.control.clearFaults()

  await vi.waitFor(
    async () => expect(await listRuns(store.db, 5)).toMatchObject([{ id: 1, state: 'succeeded' }]),
    patience,
  )
  expect(writtenFields(server.state)).toEqual(await fieldsOfUndisturbed())
  expect(Math.max(...writesPerContact(server.state).values())).toBe(1)
})

/** The installation's store, which closes by itself. */
async function openedStore(installation: Installation): Promise<Store & AsyncDisposable> {
  const store = await installation.openStore()
  return { ...store, [Symbol.asyncDispose]: () => store.close() }
}

it('serves two commands at once from one database, and stops it with the last of them', async () => {
  await using portal = await openPortal({ seed: seedShop(20) })
  await using installation = await connect(portal, { database: 'embedded' })
  const [sync, runs, rejects] = await Promise.all([
    installation.run('sync', '--json'),
    installation.run('runs', '--json'),
    installation.run('rejects', '--json'),
  ])
  expect(sync.code, sync.stderr).toBe(0)
  expect(runs.code, runs.stderr).toBe(0)
  expect(rejects.code, rejects.stderr).toBe(0)
  const doctor = await installation.run('doctor', '--json')
  expect(doctor.code, doctor.stdout).toBe(0)
  const findings = doctor.json<readonly { name: string; ok: boolean }[]>()
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  expect(findings.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['database', 'durability', 'disk', 'last run', 'budgets']),
  )
  const directory = await createCluster(installation)
  expect(await processesOf(directory)).toEqual([])
  await expect(stat(path.join(directory, 'postmaster.pid'))).rejects.toThrow('ENOENT')
})
