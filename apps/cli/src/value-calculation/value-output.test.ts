import { describe, expect, it } from 'vitest'
import { cdnowRows } from './testing/cdnow.ts'
import { collected } from './testing/collected.ts'
import { transactionLines, valued, valueRequest } from './testing/value-files.ts'
import { csvLines, jsonParts } from './value-output.ts'
import { VALUE_COLUMNS, valueRows } from './value-rows.ts'

const request = { asOf: '1997-09-30', model: 'mbg-nbd' } as const
const cdnow = () => valued({ transactions: transactionLines(...cdnowRows()) }, request)

describe('jsonParts', () => {
  it('comes in parts, which together are one object with all customers', async () => {
    const calculation = await cdnow()
    const parts = await collected(jsonParts(valueRequest(request), calculation))
    expect(parts.length).toBeGreaterThan(2)
    const parsed = JSON.parse(parts.join(''))
    expect(parsed.customers).toEqual([...valueRows(calculation)])
    expect(Object.keys(parsed)).toEqual(
      expect.arrayContaining([
        'policy',
        'model',
        'unit',
        'asOf',
        'n',
        'parameters',
        'logLikelihood',
        'spend',
      ]),
    )
    expect(parsed.validation).toBeNull()
  })

  it('is an object also without a customer', async () => {
    const calculation = { ...(await cdnow()), purchases: null }
    expect(
      JSON.parse((await collected(jsonParts(valueRequest(request), calculation))).join('')),
    ).toMatchObject({
      customers: [],
    })
  })

  it('has nothing but null for what is not known', async () => {
    const calculation = await valued({ transactions: transactionLines('a,2024-01-01,5', 'b,2024-02-01,') })
    const text = (await collected(jsonParts(valueRequest(), calculation))).join('')
    expect(text).not.toMatch(/NaN|Infinity|undefined/)
    expect(JSON.parse(text).customers[1]).toMatchObject({ monetary: null, value: null, pastValue: null })
  })
})

describe('csvLines', () => {
  it('has the same rows as the JSON', async () => {
    const calculation = await cdnow()
    const [header = '', ...rows] = [...csvLines(calculation)].join('').trimEnd().split('\n')
    const columns = VALUE_COLUMNS.filter(([, key]) => key !== 'contractValue')
    expect(header.split(',')).toEqual(columns.map(([name]) => name))
    const read = rows.map((row) => {
      const cells = row.split(',')
      const value = (key: string, cell = '') =>
        key === 'customerId' ? cell : cell === '' ? null : Number(cell)
      return Object.fromEntries(columns.map(([, key], column) => [key, value(key, cells[column])]))
    })
    expect(read).toEqual([...valueRows(calculation)])
  })

  it('quotes an id with a comma or a quote', async () => {
    const calculation = await valued({
      transactions: transactionLines('"Smith, ""Al""",2024-01-01,5', 'b,2024-02-01,6'),
    })
    expect([...csvLines(calculation)].join('')).toContain('\n"Smith, ""Al""",0,')
  })
})
