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

test('fields of service say the policies that are set', () => {
  const policies = { service: 'rapport-service-4h@1', fcr: 'rapport-fcr-3d@1' }
  const written = targetFields(['fcr_rate', 'first_response_minutes', 'orders'], 'contact', policies)
  expect(written.map(({ policy }) => policy)).toEqual(['rapport-fcr-3d@1', 'rapport-service-4h@1', 'plain@1'])
  expect(written[0]?.description).toContain('policy rapport-fcr-3d@1.')
  const [onTicket] = targetFields(['resolved_first_contact'], 'ticket', policies)
  expect(onTicket?.policy).toBe('rapport-fcr-3d@1')
})
