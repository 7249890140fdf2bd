import { expect, test } from 'vitest'
import { writeFields } from './field-table.ts'
import { targetFields, UnknownFieldError } from './fields.ts'

test('fields come in the order they are asked for, each once', () => {
  expect(targetFields(['why', 'clv', 'why'], 'contact').map(({ name }) => name)).toEqual(['why', 'clv'])
})

test('a misspelt field is answered with the nearest one', () => {
  expect(() => targetFields(['clv_hgih'], 'contact')).toThrow(/no field "clv_hgih".*did you mean "clv_high"/)
})

test('a field that stands on another entity is refused by name', () => {
  expect(() => targetFields(['nps'], 'company')).toThrow(UnknownFieldError)
  expect(targetFields(['nps'], 'contact')).toHaveLength(1)
})

test('every scored field says its policy to people, and only numbers have decimals', () => {
  for (const field of writeFields) {
    if (field.policy !== null) expect(field.description).toContain(field.policy)
    expect(field.decimals !== null).toBe(['currency', 'number', 'percent'].includes(field.type))
    expect(field.options !== undefined).toBe(field.type === 'enumeration')
  }
})
