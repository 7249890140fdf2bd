import type { RunResult, showPlan } from '@rapport/run'
import { editRecords } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

type ShownPlans = readonly NonNullable<Awaited<ReturnType<typeof showPlan>>>[]

const editedByHand = 1001

it.concurrent('keeps and lists a value that a person edited, until onDrift says to overwrite it', async () => {
  await using portal = await openPortal({ seed: seedShop(60) })
  const { server } = portal
  await using installation = await connect(portal)
  expect((await installation.run('sync')).code).toBe(0)
  const before = writtenFields(server.state)
  editRecords(server.state, 'contacts', [editedByHand], { rapport_clv: '777' })

  const kept = await installation.run('sync', '--json')
  expect(kept.code, kept.stderr).toBe(0)
  expect(kept.json<RunResult>()).toMatchObject({ drifted: 1, written: 0 })
  expect(writtenFields(server.state)[editedByHand]?.rapport_clv).toBe('777')
  const plans = (await installation.run('plan', '--json')).json<ShownPlans>()
  const listed = plans.flatMap(({ page }) => page.lines)
  expect(listed).toMatchObject([{ recordId: String(editedByHand), state: 'drifted' }])
  expect(listed[0]?.reason).toContain('777')

  await installation.configure((input) => ({
    ...input,
    writeBack: { hubspot: { ...input.writeBack?.hubspot, onDrift: 'overwrite' } },
  }))
  const overwritten = await installation.run('sync', '--json')
  expect(overwritten.code, overwritten.stderr).toBe(0)
  expect(overwritten.json<RunResult>()).toMatchObject({ drifted: 0, written: 1 })
  expect(writtenFields(server.state)).toEqual(before)
})
