import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Finding, RunResult } from '@rapport/run'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasWritten, reachCall } from '../support/calls.ts'
import { processesOf } from '../support/cluster.ts'
import { stateOf, writesPerContact, writtenFields } from '../support/end-state.ts'
import { fillDiskOfServer, fillDiskOfTable, fullDevice } from '../support/full-disk.ts'
import { syncHere } from '../support/in-process.ts'
import { connect, type Finished, type Installation } from '../support/installation.ts'
import { openPortal, type Portal, seedShop } from '../support/portal.ts'

const program = fileURLToPath(new URL('../../apps/cli/bin/rapport.js', import.meta.url))
const shopSize = 250

async function endState(portal: Portal, installation: Installation) {
  return { fields: writtenFields(portal.server.state), stored: await stateOf(installation) }
}

/** What a sync leaves that nothing disturbs. */
let undisturbed: Awaited<ReturnType<typeof endState>>
beforeAll(async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  expect((await syncHere(installation)).state).toBe('succeeded')
  undisturbed = await endState(portal, installation)
})

/** The sentence that every command ends with, and the folder whose disk it names. */
const told = (directory: string): string =>
  `the disk of the database is full: free some space where ${directory.replace(/\/data$/, '')} is`

const reads = { method: 'POST', path: '/crm/v3/objects/contacts/batch/read' }

/** What holds of every sync that a full disk ends. */
async function mustHaveEnded(failed: Finished, directory: string): Promise<void> {
  expect(failed.code, failed.stderr).toBe(1)
  expect(failed.stderr).toContain(`rapport: ${told(directory)}`)
  expect(failed.json<RunResult>()).toMatchObject({
    state: 'failed',
    failure: 'error',
    message: expect.stringContaining(told(directory)),
  })
  expect(await processesOf(directory)).toEqual([])
}

/** With space again the same command goes on, and nothing is written a second time. */
async function mustGoOn(portal: Portal, installation: Installation): Promise<void> {
  const next = await installation.run('sync', '--json')
  expect(next.code, next.stderr).toBe(0)
  expect(await endState(portal, installation)).toEqual(undisturbed)
  const written = writesPerContact(portal.server.state)
  expect(written.size).toBe(shopSize)
  expect(Math.max(...written.values())).toBe(1)
}

describe.runIf(existsSync(fullDevice))('a sync whose disk is full', { concurrent: true }, () => {
  it.each([
    ['while it reads', 'deal'],
    ['while it plans', 'plan_item'],
  ])('%s says so, and the next one goes on', async (_moment, table) => {
    await using portal = await openPortal({ seed: seedShop(shopSize) })
    await using installation = await connect(portal, { database: 'embedded' })
    await using disk = await fillDiskOfTable(installation, table)
    await mustHaveEnded(await installation.run('sync', '--json'), disk.directory)

    await disk.giveSpace()
    await mustGoOn(portal, installation)
  })

  it('while it writes, by which its Postgres crashes, says so, as every command does until there is space, and then goes on', async () => {
    await using portal = await openPortal({ seed: seedShop(shopSize) })
    await using installation = await connect(portal, { database: 'embedded' })
    // Of the batches one is written, and the others are not.
    portal.server.control.fail({ ...reads, skip: 1, times: 'always', fault: { kind: 'hang' } })
    const running = installation.start('sync', '--json')
    await reachCall(portal.server, running, hasWritten)
    await using disk = await fillDiskOfServer(installation)
    await mustHaveEnded(await running.finished, disk.directory)
    const doctor = await installation.run('doctor', '--json')
    expect(doctor.code, doctor.stdout).toBe(1)
    expect(doctor.json<readonly Finding[]>()).toContainEqual({
      name: 'database',
      ok: false,
      detail: expect.stringContaining(told(disk.directory)),
    })
    expect(await processesOf(disk.directory)).toEqual([])

    await disk.giveSpace()
    portal.server.control.clearFaults()
    await mustGoOn(portal, installation)
  })
})

describe.runIf(existsSync(fullDevice))('a sync whose output is on a full disk', { concurrent: true }, () => {
  it.each([
    ['progress', '2>/dev/full', 0],
    ['result, which the exit code tells,', '>/dev/full', 1],
    ['progress and result', '>/dev/full 2>&1', 1],
  ])('does its work to the end, though its %s cannot be written', async (_what, redirection, code) => {
    await using portal = await openPortal({ seed: seedShop(shopSize) })
    await using installation = await connect(portal)
    const { folder, environment } = installation
    const command = spawn('sh', ['-c', `exec "$0" "$@" ${redirection}`, process.execPath, program, 'sync'], {
      ...{ cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] },
    })
    const [told, [ended]] = await Promise.all([text(command.stderr), once(command, 'exit')])
    expect(ended, told).toBe(code)
    expect(told.includes('rapport: the result cannot be printed: the disk is full')).toBe(
      redirection === '>/dev/full',
    )
    expect(await endState(portal, installation)).toEqual(undisturbed)
  })
})
