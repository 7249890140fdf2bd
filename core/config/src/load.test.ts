import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfiguration, parseConfiguration } from './load.ts'
import { context } from './testing/connectors.ts'
import { connected, found, problemsOf } from './testing/found-problems.ts'

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
