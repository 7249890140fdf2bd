import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { type HubspotServer, startSandbox } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { storedState, writesPerContact, writtenFields } from '../support/end-state.ts'
import { type Installation, install } from '../support/installation.ts'
import { randomNumbers, seedShop } from '../support/portal.ts'

const full = process.env.RAPPORT_FAULTS === 'full'
const kills = full ? 200 : 10
// About 500 records: 130 contacts and their deals.
const contacts = 130

interface EndState {
  readonly fields: unknown
  readonly store: unknown
}

async function undisturbed(): Promise<{
  readonly end: EndState
  readonly calls: number
  readonly ms: number
}> {
  await using portal = await openPortal()
  await using installation = await install(portal.server.baseUrl)
  const started = performance.now()
  const { code, stderr } = await installation.run('sync', '--json')
  expect(stderr).not.toContain('rapport: ')
  expect(code).toBe(0)
  return {
    end: await endState(portal.server, installation),
    calls: portal.server.control.log().length,
    ms: performance.now() - started,
  }
}

async function openPortal(): Promise<{ server: HubspotServer } & AsyncDisposable> {
  const server = await startSandbox({ hubspot: { seed: seedShop(contacts), limits: 'off' } })
  return { server, [Symbol.asyncDispose]: () => server.close() }
}

async function endState(server: HubspotServer, installation: Installation): Promise<EndState> {
  const store = await installation.openStore()
  try {
    return { fields: writtenFields(server.state), store: await storedState(store) }
  } finally {
    await store.close()
  }
}

/** Kills the sync when the stand-in has answered so many calls, and a moment later, so that it dies anywhere in between. */
async function killAfter(server: HubspotServer, installation: Installation, calls: number, moreMs: number) {
  const running = installation.start('sync', '--json')
  const exited = running.finished.then(() => true)
  while (server.control.log().length < calls) {
    if (await Promise.race([exited, pause(1).then(() => false)])) break
  }
  await Promise.race([exited, pause(moreMs)])
  running.process.kill('SIGKILL')
  await running.finished
}

it(`ends as an undisturbed run does, and writes every record once, when killed at any of ${kills} moments`, async () => {
  const reference = await undisturbed()
  const random = randomNumbers(20_241_231)
  for (let round = 0; round < kills; round += 1) {
    await using portal = await openPortal()
    await using installation = await install(portal.server.baseUrl)
    const calls = Math.floor(random() * (reference.calls + 1))
    const moreMs = random() * Math.min(400, reference.ms / 8)
    const where = `round ${round}: killed ${moreMs.toFixed(0)} ms after call ${calls} of ${reference.calls}`
    await killAfter(portal.server, installation, calls, moreMs)

    const { code, stderr } = await installation.run('sync', '--json')
    expect(code, `${where}\n${stderr}`).toBe(0)
    expect(await endState(portal.server, installation), where).toEqual(reference.end)
    const writes = writesPerContact(portal.server.state)
    expect(writes.size, where).toBe(contacts)
    expect(Math.max(...writes.values()), where).toBe(1)
  }
})
