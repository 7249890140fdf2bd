import { expect, test } from 'vitest'
import { connectionOf, systemNames } from './foreign-records.ts'

test.each([
  ['one that is called like its system', { salesforce: 'salesforce', hubspot: 'hubspot' }, 'salesforce'],
  ['the only one of its kind', { crm: 'salesforce', hubspot: 'hubspot' }, 'crm'],
  [
    'the one of several that is called like it',
    { salesforce: 'salesforce', old: 'salesforce' },
    'salesforce',
  ],
  ['one that is called like it, whatever its kind', { salesforce: 'csv', crm: 'salesforce' }, 'salesforce'],
  ['one that is written with capitals', { Salesforce: 'salesforce' }, 'Salesforce'],
  ['none of several with names of their own', { old: 'salesforce', new: 'salesforce' }, 'salesforce'],
  ['one that is not connected', { hubspot: 'hubspot' }, 'salesforce'],
])('the system in a foreign key is %s', (_, connectors, connection) => {
  expect(connectionOf(' Salesforce ', systemNames(connectors))).toBe(connection)
})

test('connections that are called like their systems need no looking up', () => {
  expect(systemNames({ salesforce: 'salesforce', hubspot: 'hubspot' })).toEqual({})
})
