import { describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { readCovariates } from './covariates-file.ts'
import { failureOf, lines, valueFiles } from './testing/value-files.ts'

async function read(content: string) {
  await using files = await valueFiles({ 'covariates.csv': content })
  return await readCovariates(files.path('covariates.csv'))
}

async function refusal(content: string) {
  const error = await failureOf(read(content))
  expect(error).toBeInstanceOf(CommandError)
  return error?.message
}

describe('readCovariates', () => {
  it('reads numbers, and takes an empty cell for not known', async () => {
    expect(await read(lines('customer_id,nps,load', 'a,9,0.5', 'b,,-1e-3'))).toEqual([
      { id: 'a', values: { nps: 9, load: 0.5 } },
      { id: 'b', values: { nps: null, load: -0.001 } },
    ])
  })

  it.each(['high', '1,5', '5 %', '0x10', 'Infinity', '1e999'])(
    'refuses %s as no number, and says where',
    async (text) => {
      expect(await refusal(lines('customer_id,nps', 'a,9', `b,"${text}"`))).toBe(
        `covariates.csv line 3: nps "${text}" is not a number: write one such as 0.5, or leave it empty where it is not known`,
      )
    },
  )

  it('refuses a customer with two rows, and says where both are', async () => {
    expect(await refusal(lines('customer_id,nps', 'a,9', 'b,8', 'a,7'))).toBe(
      'covariates.csv line 4: customer a is in line 2 already: give each customer one row',
    )
  })

  it('refuses a row without a customer', async () => {
    expect(await refusal(lines('customer_id,nps', ',9'))).toBe('covariates.csv line 2: customer_id is empty')
  })

  it('refuses a file without a column of numbers, and one without rows', async () => {
    expect(await refusal(lines('customer_id', 'a'))).toMatch(/has no column beside customer_id/)
    expect(await refusal(lines('customer_id,nps'))).toMatch(/has a header and no rows/)
  })
})
