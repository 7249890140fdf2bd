import type { FieldValues } from '@rapport/connector'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DifferenceRules, decideRecord, type KnownRecord } from './difference.ts'
import { targetFields } from './fields.ts'

const fields = targetFields(
  ['clv', 'clv_low', 'clv_high', 'orders', 'segment', 'scores_as_of', 'why'],
  'contact',
)
const keep: DifferenceRules = { onDrift: 'keep', materiality: 0.01 }
const overwrite: DifferenceRules = { onDrift: 'overwrite', materiality: 0.01 }

function known(held: FieldValues, written: FieldValues = {}, onHold: readonly string[] = []): KnownRecord {
  return { held, written, onHold: new Set(onHold) }
}

const own = (values: FieldValues) => known(values, values)

test('a first write replaces what stands in the field and shows it', () => {
  const difference = decideRecord(fields, { clv: 20 }, known({ clv: 5 }), keep)
  expect(difference).toEqual({ outcome: 'changed', before: { clv: 5 }, after: { clv: 20 }, drifted: [] })
})

test('a model value that moves by one percent or less is left', () => {
  expect(decideRecord(fields, { clv: 101 }, own({ clv: 100 }), keep).outcome).toBe('unchanged')
  expect(decideRecord(fields, { clv: 101.01 }, own({ clv: 100 }), keep).after).toEqual({ clv: 101.01 })
})

test('an exact value is written for the smallest move', () => {
  expect(decideRecord(fields, { orders: 1001 }, own({ orders: 1000 }), keep).after).toEqual({ orders: 1001 })
})

test('a difference below the stored precision is none', () => {
  expect(decideRecord(fields, { orders: 3.2 }, own({ orders: 3 }), keep).outcome).toBe('unchanged')
})

test('from zero every move counts', () => {
  expect(decideRecord(fields, { clv: 0.01 }, own({ clv: 0 }), keep).outcome).toBe('changed')
})

test('an interval moves together with its value', () => {
  const held = own({ clv: 100, clv_low: 90, clv_high: 100.5 })
  const difference = decideRecord(fields, { clv: 101.2, clv_low: 90, clv_high: 101.4 }, held, keep)
  expect(difference.after).toEqual({ clv: 101.2, clv_high: 101.4 })
})

test('a companion that went with its field is written by itself, unless a person edited the record or it is held', () => {
  const values = { orders: 1 }
  const wanted = { orders: 1, why: 'so' }
  const filled = { outcome: 'changed', before: { why: null }, after: { why: 'so' }, drifted: [] }
  expect(decideRecord(fields, wanted, own(values), keep)).toEqual(filled)
  // Read since, as empty.
  expect(decideRecord(fields, wanted, known({ ...values, why: null }, values), keep)).toEqual(filled)
  expect(decideRecord(fields, wanted, known({ ...values, why: null }, wanted), keep).outcome).toBe(
    'unchanged',
  )
  expect(decideRecord(fields, wanted, known({ orders: 2 }, values), keep).outcome).toBe('drifted')
  expect(
    decideRecord(fields, { ...wanted, orders: 3 }, known(values, values, ['orders']), keep).outcome,
  ).toBe('heldBack')
  expect(decideRecord(fields, { ...wanted, why: null }, own(values), keep).outcome).toBe('unchanged')
})

test('before Rapport wrote to a record, a companion is not written by itself', () => {
  expect(decideRecord(fields, { orders: null, why: 'so' }, known({}), keep).outcome).toBe('unchanged')
})

test('the companions travel with a write and never cause one where they are known', () => {
  const held = own({ orders: 1, why: 'old', scores_as_of: '2026-01-01T00:00:00.000Z' })
  const wanted = { orders: 1, why: 'new', scores_as_of: '2026-01-02T00:00:00.000Z' }
  expect(decideRecord(fields, wanted, held, keep).outcome).toBe('unchanged')
  expect(decideRecord(fields, { ...wanted, orders: 2 }, held, keep).after).toEqual({ ...wanted, orders: 2 })
})

test("an unknown value clears Rapport's own", () => {
  const difference = decideRecord(fields, { clv: null }, own({ clv: 5 }), keep)
  expect(difference).toEqual({ outcome: 'cleared', before: { clv: 5 }, after: { clv: null }, drifted: [] })
})

test("an unknown value never overwrites a person's, whatever the rules", () => {
  expect(decideRecord(fields, { clv: null }, known({ clv: 7 }), overwrite).outcome).toBe('unchanged')
  expect(decideRecord(fields, { clv: null }, known({ clv: 7 }, { clv: 5 }), overwrite).outcome).toBe(
    'unchanged',
  )
})

test('a missing value leaves its field alone', () => {
  expect(decideRecord(fields, {}, own({ clv: 5 }), keep).outcome).toBe('unchanged')
})

test("a person's edit is left and listed", () => {
  const difference = decideRecord(fields, { clv: 9 }, known({ clv: 7 }, { clv: 5 }), keep)
  expect(difference).toEqual({ outcome: 'drifted', before: { clv: 7 }, after: { clv: 9 }, drifted: ['clv'] })
})

test('a field that a person emptied counts as edited', () => {
  expect(decideRecord(fields, { clv: 9 }, known({ clv: null }, { clv: 5 }), keep).outcome).toBe('drifted')
})

test('beside an edited field the others are written', () => {
  const difference = decideRecord(
    fields,
    { clv: 9, orders: 2 },
    known({ clv: 7, orders: 1 }, { clv: 5, orders: 1 }),
    keep,
  )
  expect(difference).toMatchObject({ outcome: 'changed', after: { orders: 2 }, drifted: ['clv'] })
})

test('an edit is overwritten where the rules say so', () => {
  expect(decideRecord(fields, { clv: 9 }, known({ clv: 7 }, { clv: 5 }), overwrite).after).toEqual({ clv: 9 })
})

test('a field on hold is held back', () => {
  expect(decideRecord(fields, { clv: 9 }, known({ clv: 5 }, { clv: 5 }, ['clv']), keep)).toEqual({
    outcome: 'heldBack',
    before: {},
    after: {},
    drifted: [],
  })
})

const someValues = fc.record(
  {
    clv: fc.option(fc.double({ min: 0, max: 1000, noNaN: true }), { nil: null }),
    orders: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
    segment: fc.option(fc.constantFrom('loyal', 'lost'), { nil: null }),
    why: fc.option(fc.constantFrom('a', 'b'), { nil: null }),
  },
  { requiredKeys: [] },
)

test('writing what was decided leaves nothing more to write', () => {
  fc.assert(
    fc.property(someValues, someValues, someValues, (wanted, held, written) => {
      const first = decideRecord(fields, wanted, known(held, written), keep)
      const after = first.outcome === 'changed' || first.outcome === 'cleared' ? first.after : {}
      const second = decideRecord(
        fields,
        wanted,
        known({ ...held, ...after }, { ...written, ...after }),
        keep,
      )
      expect(['changed', 'cleared']).not.toContain(second.outcome)
    }),
  )
})
