import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { context } from '../test/connectors.ts'
import { loadConfiguration, parseConfiguration } from './load.ts'
import { ConfigurationError, type ConfigurationProblem } from './problem.ts'

function problemsOf(text: string): readonly ConfigurationProblem[] {
  try {
    parseConfiguration(text, 'rapport.yaml', context)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

/** The problems without the file: [line, column, path, message, suggestion]. */
function found(text: string) {
  return problemsOf(text).map(({ line, column, path, message, suggestion }) => [
    line,
    column,
    path,
    message,
    suggestion,
  ])
}

const connected = `connections:
  hubspot:
    connector: hubspot
    auth: { accessToken: env:HUBSPOT_TOKEN }
`

describe('a good configuration', () => {
  it('is returned with the defaults filled in', () => {
    const loaded = parseConfiguration(
      `${connected}writeBack: { hubspot: { contact: [clv, why] } }`,
      'rapport.yaml',
      context,
    )

    expect(loaded.connections.hubspot?.auth).toEqual({ accessToken: 'env:HUBSPOT_TOKEN' })
    expect(loaded.writeBack.hubspot).toEqual({ contact: ['clv', 'why'], onDrift: 'keep', materiality: 0.01 })
    expect(loaded.metrics.value.horizonMonths).toBe(12)
  })

  it('may be empty: everything has a default', () => {
    expect(parseConfiguration('# nothing yet\n', 'rapport.yaml', context).timezone).toBe('UTC')
  })

  it('may use anchors', () => {
    const text = `connections:\n  a: &a { connector: csv, settings: { folder: x } }\n  b: *a\n`
    expect(parseConfiguration(text, 'rapport.yaml', context).connections.b?.connector).toBe('csv')
  })

  it('is read from its file, whose folder is where relative paths start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rapport-config-'))
    await writeFile(join(folder, 'rapport.yaml'), connected)

    const loaded = await loadConfiguration(join(folder, 'rapport.yaml'), context)

    expect(loaded.folder).toBe(folder)
    expect(Object.keys(loaded.configuration.connections)).toEqual(['hubspot'])
  })
})

describe('the file', () => {
  it('that does not exist is a problem that says how to make one', async () => {
    await expect(loadConfiguration('/nowhere/rapport.yaml', context)).rejects.toMatchObject({
      name: 'ConfigurationError',
      problems: [{ file: '/nowhere/rapport.yaml', message: 'there is no such file' }],
    })
  })

  it('with broken YAML is told at the line of the fault', () => {
    expect(found('timezone: UTC\ncurrency: "USD\n')).toMatchObject([
      [3, 1, '', 'a quote, bracket, comma or colon is missing', null],
    ])
  })

  it('with a key twice is told at the second', () => {
    expect(found('currency: USD\ntimezone: UTC\ncurrency: EUR\n')).toEqual([
      [3, 1, '', 'this key stands twice', 'keep one of the two'],
    ])
  })

  it('with a password that begins with * is told without the password', () => {
    const [problem] = problemsOf('connections:\n  a:\n    auth: { token: *hunter2 }\n')

    expect(problem).toMatchObject({ line: 3, column: 20, suggestion: 'put the value in quotes' })
    expect(JSON.stringify(problem)).not.toContain('hunter2')
  })
})

describe('keys and values', () => {
  it('an unknown key is told with the key that was meant', () => {
    expect(found('timezone: UTC\nmetrics:\n  value:\n    horizonMonth: 12\n')).toEqual([
      [4, 5, 'metrics.value.horizonMonth', 'unknown key', 'did you mean "horizonMonths"?'],
    ])
  })

  it('an unknown key that resembles nothing is told with the keys that exist', () => {
    expect(found('guardRails:\n  colour: red\n')).toEqual([
      [2, 3, 'guardRails.colour', 'unknown key', 'known here: maxChangedShare, jumpShare, maxClearedShare, minRecords'],
    ])
  })

  it('a wrong type is told with what must stand there', () => {
    expect(found('metrics:\n  value:\n    margin: lots\n')).toEqual([
      [3, 13, 'metrics.value.margin', 'must be a number above 0, up to 1; found "lots"', null],
    ])
  })

  it('a percentage is told as the share to write', () => {
    expect(found('metrics:\n  value:\n    discount: 10 %\n')).toEqual([
      [3, 15, 'metrics.value.discount', 'must be a number from 0 to 1; found "10 %"', 'write 0.1'],
    ])
  })

  it('a number out of range is told with the range', () => {
    expect(found('guardRails: { maxChangedShare: 50 }\n')).toEqual([
      [1, 32, 'guardRails.maxChangedShare', 'must be a number from 0 to 1; found 50', null],
    ])
  })

  it('a value outside a list is told with the one that was meant', () => {
    expect(found('metrics:\n  value:\n    model: bgnbd\n')).toEqual([
      [
        3,
        12,
        'metrics.value.model',
        'must be one of auto, mbg-nbd, bg-nbd, simple, historic; found "bgnbd"',
        'did you mean "bg-nbd"?',
      ],
    ])
  })

  it('a date that is none is told', () => {
    expect(found('metrics:\n  asOf: 2024-02-30\n')).toEqual([
      [2, 9, 'metrics.asOf', 'must be a date, YYYY-MM-DD or null; found "2024-02-30"', null],
    ])
  })

  it('an empty group is told at its key', () => {
    expect(found('currency: USD\nmetrics:\n')).toEqual([
      [2, 1, 'metrics', 'is empty: must be a group of keys', 'fill it or remove the line'],
    ])
  })

  it('an element of a list is told by its index', () => {
    expect(found(`${connected}writeBack:\n  hubspot:\n    contact:\n      - clv\n      - 3\n`)).toEqual([
      [9, 9, 'writeBack.hubspot.contact[1]', 'must be text; found 3', 'write "3" in quotes'],
    ])
  })
})

describe('zone and currency', () => {
  it('an unknown time zone is told with the one that was meant', () => {
    expect(found('timezone: Europe/Berln\n')).toEqual([
      [1, 11, 'timezone', 'unknown time zone "Europe/Berln"', 'did you mean "Europe/Berlin"?'],
    ])
  })

  it('a city alone is told with its zone', () => {
    expect(found('timezone: Berlin\n')).toMatchObject([
      [1, 11, 'timezone', {}, 'did you mean "Europe/Berlin"?'],
    ])
  })

  it('an offset is no zone: it knows no summer time', () => {
    expect(found('timezone: "+01:00"\n')).toMatchObject([
      [1, 11, 'timezone', 'unknown time zone "+01:00"', 'write an IANA name such as Europe/Berlin'],
    ])
  })

  it('a currency in small letters is told in capitals', () => {
    expect(found('currency: usd\n')).toEqual([
      [1, 11, 'currency', 'must be an ISO 4217 currency code such as "USD"; found "usd"', 'write USD'],
    ])
  })

  it('a currency that no country has is told', () => {
    expect(found('currency: QQQ\n')).toMatchObject([[1, 11, 'currency', 'unknown currency "QQQ"', {}]])
  })
})

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

describe('sign-in', () => {
  const signIn = (auth: string): string => `connections:\n  crm:\n    connector: hubspot\n${auth}`

  it('that is missing is told with what to write', () => {
    expect(found(signIn(''))).toEqual([
      [
        2,
        3,
        'connections.crm.auth',
        'HubSpot needs a sign-in',
        'write auth: { accessToken: env:NAME } or auth: { clientId: …, clientSecret: env:NAME, refreshToken: env:NAME }',
      ],
    ])
  })

  it('with a key that no method takes is told with the one that was meant', () => {
    expect(found(signIn('    auth:\n      acessToken: env:T\n'))).toEqual([
      [5, 7, 'connections.crm.auth.acessToken', 'unknown key', 'did you mean "accessToken"?'],
    ])
  })

  it('that mixes two methods is told at the key that does not belong', () => {
    expect(
      found(
        signIn(
          '    auth:\n      clientId: abc\n      clientSecret: env:S\n      refreshToken: env:R\n      accessToken: env:T\n',
        ),
      ),
    ).toMatchObject([[8, 7, 'connections.crm.auth.accessToken', 'does not belong to the sign-in oauth2', {}]])
  })

  it('that lacks a key of its method is told', () => {
    expect(found(signIn('    auth:\n      clientId: abc\n      clientSecret: env:S\n'))).toMatchObject([
      [4, 5, 'connections.crm.auth.refreshToken', 'is missing: must be text', null],
    ])
  })

  it('for a source that asks for none is told', () => {
    const text = 'connections:\n  f: { connector: csv, settings: { folder: x }, auth: { user: me } }\n'
    expect(found(text)).toEqual([
      [2, 57, 'connections.f.auth.user', 'CSV files asks for no sign-in', 'remove the line'],
    ])
  })
})

describe('secrets in clear', () => {
  it('are told at their line and never repeated', () => {
    const text = `connections:\n  crm:\n    connector: hubspot\n    auth:\n      accessToken: pat-na1-11111111-2222\n`

    expect(found(text)).toMatchObject([
      [5, 20, 'connections.crm.auth.accessToken', 'a secret stands here in clear', {}],
    ])
    expect(JSON.stringify(problemsOf(text))).not.toContain('11111111')
  })

  it('are told under keys that nothing reads, too', () => {
    const text = `${connected}    settings:\n      apiKey: s3cr3tvalue\n      baseUrl: https://me:hunter22@x.example\n`

    expect(found(text)).toMatchObject([
      [6, 15, 'connections.hubspot.settings.apiKey', 'a secret stands here in clear', {}],
      [7, 16, 'connections.hubspot.settings.baseUrl', 'a secret stands here in clear', {}],
    ])
    expect(JSON.stringify(problemsOf(text))).not.toMatch(/s3cr3tvalue|hunter22/)
  })

  it('written as a number are told and not repeated', () => {
    const text = `connections:\n  crm: { connector: hubspot, auth: { accessToken: 8675309 } }\n`

    expect(found(text)).toMatchObject([[2, 51, 'connections.crm.auth.accessToken', 'must be text', null]])
    expect(JSON.stringify(problemsOf(text))).not.toContain('8675309')
  })

  it('in the notation of a shell are told as the reference to write', () => {
    const shell = '$' + '{TOKEN}'
    const text = `connections:\n  crm: { connector: hubspot, auth: { accessToken: "${shell}" } }\n`
    expect(found(text)).toMatchObject([[2, 51, {}, 'a secret stands here in clear', 'write env:TOKEN']])
  })
})

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
