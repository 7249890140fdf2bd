import { describe, expect, it } from 'vitest'
import { connected, found } from './testing/found-problems.ts'

describe('connections', () => {
  it('an unknown connector is told with the one that was meant', () => {
    expect(found('connections:\n  crm:\n    connector: hubspt\n')).toEqual([
      [3, 16, 'connections.crm.connector', 'unknown connector "hubspt"', 'did you mean "hubspot"?'],
    ])
  })

  it('without a connector is told at the connection', () => {
    expect(found('connections:\n  crm:\n    auth: {}\n')).toMatchObject([
      [2, 3, 'connections.crm.connector', 'is missing: must be text', {}],
    ])
  })

  it('a name that could not be written in a reference is told', () => {
    expect(found('connections:\n  a/b: { connector: csv, settings: { folder: x } }\n')).toMatchObject([
      [2, 3, 'connections.a/b', "a connection's name may not hold blanks, / or :", {}],
    ])
  })

  it('a setting that the connector refuses is told at its line', () => {
    expect(found(`${connected}    settings:\n      pageSize: 500\n`)).toEqual([
      [
        6,
        17,
        'connections.hubspot.settings.pageSize',
        'must be a whole number from 1 to 200; found 500',
        null,
      ],
    ])
  })

  it('a setting that the connector does not have is told with the one that was meant', () => {
    expect(found(`${connected}    settings:\n      baseURI: https://x.example\n`)).toEqual([
      [6, 7, 'connections.hubspot.settings.baseURI', 'unknown key', 'did you mean "baseUrl"?'],
    ])
  })

  it('a setting that a lenient schema would drop is told too', () => {
    expect(found('connections:\n  f:\n    connector: csv\n    settings: { folder: x, foldr: y }\n')).toEqual([
      [4, 28, 'connections.f.settings.foldr', 'unknown key', 'did you mean "folder"?'],
    ])
  })

  it('a required setting that is missing is told at the connection, with what it is', () => {
    expect(found('connections:\n  f:\n    connector: csv\n')).toEqual([
      [2, 3, 'connections.f.settings.folder', 'is missing: must be text', 'folder: Where the files are'],
    ])
  })

  it('an unknown stream is told', () => {
    expect(found(`${connected}    streams: [contact, deals]\n`)).toEqual([
      [5, 24, 'connections.hubspot.streams[1]', 'unknown stream of HubSpot "deals"', 'did you mean "deal"?'],
    ])
  })

  it('a mapping of a field that cannot be mapped is told', () => {
    expect(found(`${connected}    mapping:\n      deal:\n        fields: { amout: net }\n`)).toEqual([
      [7, 19, 'connections.hubspot.mapping.deal.fields.amout', 'unknown key', 'did you mean "amount"?'],
    ])
  })

  it('an association label on anything but deals is told', () => {
    expect(found(`${connected}    mapping:\n      contact:\n        associationLabel: Buyer\n`)).toEqual([
      [
        7,
        9,
        'connections.hubspot.mapping.contact.associationLabel',
        'only deals have a buyer',
        'move it to mapping.deal',
      ],
    ])
  })
})
