import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

type Shown = readonly { readonly plan: { readonly id: number; readonly state: string } }[]

it.concurrent('a run that fails makes no plan: none of before is shown for it, and the exit code is that of the run', async () => {
  await using portal = await openPortal({ seed: seedShop(3) })
  await using installation = await connect(portal)
  expect((await installation.run('sync')).code).toBe(0)
  const anew = await installation.run('plan', '--new', '--json')
  expect(anew.code, anew.stderr).toBe(0)
  expect(anew.json<Shown>()).toMatchObject([{ plan: { id: 2, state: 'planned' } }])

  await installation.configure((input) => ({ ...input, rates: 'missing.csv' }))
  const failed = await installation.run('plan', '--new', '--json')
  expect(failed.code, failed.stderr).toBe(5)
  expect(failed.stderr).toContain('missing.csv')
  expect(failed.json<Shown>()).toEqual([])
  const inText = await installation.run('plan', '--new')
  expect(inText).toMatchObject({ code: 5, stdout: '' })
})

it.concurrent('a plan that a guard rail stopped is shown as such, with the exit code of a sync that is stopped', async () => {
  const shopSize = 60
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  const { planIds } = (await installation.run('sync', '--json')).json<RunResult>()
  await installation.configure((input) => ({
    ...input,
    metrics: { ...input.metrics, value: { margin: 0.6 } },
  }))
  const stopped = await installation.run('plan', '--new', '--json')
  expect(stopped.code, stopped.stderr).toBe(8)
  expect(stopped.stderr).toContain(`${shopSize} of the ${shopSize} records that hold a Rapport value`)
  const [shown] = stopped.json<Shown>()
  expect(shown?.plan.state).toBe('stopped')
  expect(planIds).not.toContain(shown?.plan.id)
})

it.concurrent('where nothing is written back, a new plan is said not to be made', async () => {
  await using portal = await openPortal({ seed: seedShop(3) })
  await using installation = await connect(portal, { change: ({ writeBack: _, ...input }) => input })
  expect((await installation.run('sync')).code).toBe(0)
  const anew = await installation.run('plan', '--new')
  expect(anew.code, anew.stderr).toBe(0)
  expect(anew.stdout).toContain('no plan was made')
})
