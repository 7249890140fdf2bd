import { beforeAll, describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { cdnowRows } from './testing/cdnow.ts'
import { failureOf, transactionLines, valued } from './testing/value-files.ts'
import type { HoldoutValidation } from './validate-holdout.ts'

const cdnow = () => transactionLines(...cdnowRows())

describe('validateHoldout', () => {
  let validation: HoldoutValidation | null
  beforeAll(async () => {
    const request = { asOf: '1998-06-30', model: 'bg-nbd', prior: 'none', holdout: 39 } as const
    validation = (await valued({ transactions: cdnow() }, request)).purchases?.validation ?? null
  })

  it('fits the model to the time before the holdout: the published parameters of CDNOW', () => {
    expect(validation?.report.splitAt).toBe('1997-09-30')
    const { r, alpha, a, b } = (validation?.fitted.timing?.parameters ?? {}) as unknown as Record<
      string,
      number
    >
    expect([r, alpha, a, b].map((value) => Number(value?.toFixed(3)))).toEqual([0.243, 4.414, 0.793, 2.426])
  })

  it('compares with what happened in it: 1,882 purchases of 2,357 customers', () => {
    const [model] = validation?.report.orders ?? []
    expect(validation?.report.customers).toBe(2357)
    expect(validation?.drawnFrom).toBeNull()
    expect(model?.actualTotal).toBe(1882)
    expect(model?.predictedTotal).toBeCloseTo(1653.408698, 3)
  })

  it('stands beside the baselines, and tells how often the intervals held', () => {
    expect(validation?.report.orders.map(({ method }) => method)).toEqual([
      'bg-nbd',
      'carried-on',
      'last-period',
      'simple-horizon',
    ])
    const [coverage] = validation?.report.coverage ?? []
    expect(coverage?.levels.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95])
  })

  it('has intervals also where the fit to the time before has no covariance', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, place) => `c${place},2024-01-0${1 + (place % 9)},${10 + place}`,
    )
    const transactions = transactionLines(...rows, ...rows.map((row) => row.replace('-01-', '-05-')))
    const request = { model: 'mbg-nbd', prior: 'none', holdout: 8 } as const
    const { purchases } = await valued({ transactions }, request)
    const [coverage] = purchases?.validation?.report.coverage ?? []
    expect(coverage?.levels.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95])
  })

  it.each([500, 77.9, 1e300])('refuses to hold back %s weeks of 77.9', async (holdout) => {
    const error = await failureOf(valued({ transactions: cdnow() }, { holdout, model: 'bg-nbd' }))
    expect(error).toBeInstanceOf(CommandError)
    expect(error?.message).toContain(
      'leaves nothing to learn from: the data span 77.9 weeks, from 1997-01-01 to 1998-06-30',
    )
  })

  it('refuses to hold back less than a day', async () => {
    const error = await failureOf(valued({ transactions: cdnow() }, { holdout: 0.01, model: 'bg-nbd' }))
    expect(error).toBeInstanceOf(CommandError)
    expect(error?.message).toBe('The holdout of 0.01 weeks is less than a day: hold back more.')
  })
})
