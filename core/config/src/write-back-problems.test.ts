import { describe, expect, it } from 'vitest'
import { connected, found, problemsOf } from './testing/found-problems.ts'

describe('write-back', () => {
  it('to a connection that does not exist is told', () => {
    expect(found(`${connected}writeBack:\n  hubspt:\n    contact: [clv]\n`)).toEqual([
      [6, 3, 'writeBack.hubspt', 'there is no connection "hubspt"', 'did you mean "hubspot"?'],
    ])
  })

  it('to another level than the customer is told', () => {
    expect(found(`${connected}customer: contact\nwriteBack:\n  hubspot:\n    company: [clv]\n`)).toEqual([
      [
        8,
        5,
        'writeBack.hubspot.company',
        'a customer is a contact here, so values can be written to the contact only',
        'write "contact" in place of "company", or set customer: company',
      ],
    ])
  })

  it('to a system that cannot be written is told', () => {
    const text = `connections:\n  f: { connector: csv, settings: { folder: x } }\nwriteBack:\n  f: { contact: [clv] }\n`
    expect(found(text)).toEqual([
      [4, 8, 'writeBack.f.contact', 'CSV files has no contact to write to', 'remove the line'],
    ])
  })

  it('of a field that does not exist is told', () => {
    expect(found(`${connected}writeBack: { hubspot: { contact: [clv, clv_lw] } }\n`)).toEqual([
      [
        5,
        40,
        'writeBack.hubspot.contact[1]',
        'unknown field of a contact "clv_lw"',
        'did you mean "clv_low"?',
      ],
    ])
  })
})

it('a field that belongs to the other level is told with those of this one', () => {
  const text = `${connected}customer: company\nwriteBack: { hubspot: { company: [nps] } }\n`
  expect(found(text)).toEqual([
    [
      6,
      35,
      'writeBack.hubspot.company[0]',
      'unknown field of a company "nps"',
      'known: clv, clv_low, clv_high, why',
    ],
  ])
})

it('all problems are told at once, in the order of the file', () => {
  const text = `timzone: UTC
currency: dollars
connections:
  crm:
    connector: hubspot
    auth: { accessToken: abc }
    settings: { pageSize: many }
writeBack:
  other: { company: [clv] }
`
  expect(problemsOf(text).map(({ line, path }) => [line, path])).toEqual([
    [1, 'timzone'],
    [2, 'currency'],
    [6, 'connections.crm.auth.accessToken'],
    [7, 'connections.crm.settings.pageSize'],
    [9, 'writeBack.other'],
    [9, 'writeBack.other.company'],
  ])
})
