import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { configuration } from '@rapport/config'
import { Redactor } from '@rapport/connector'
import { openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Workspace } from '../workspace.ts'
import { rotateKey } from './rotate-key.ts'
import { SealingKey } from './sealed-text.ts'
import { keyFileOf } from './sealing-key.ts'
import { secretOf } from './secret-of.ts'
import { listSecrets, removeSecret, storeSecret } from './stored-secrets.ts'

const canary = 'canary-7f3a-stored-secret'
let opened: Awaited<ReturnType<typeof openTestWorkspace>>
let folder: string
let workspace: Workspace

beforeAll(async () => {
  opened = await openTestWorkspace()
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-secrets-'))
  workspace = open({})
})
afterAll(async () => {
  await opened[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

function open(environment: NodeJS.ProcessEnv): Workspace {
  return {
    ...{ config: configuration.parse({}), store: opened.store, connectors: new Map(), folder, environment },
    ...{ redactor: new Redactor(), tokens: new Map(), close: async () => {} },
  }
}

/** Everything that the database holds of it, as a dump would. */
async function dumped(): Promise<string> {
  const { rows } = await sql`select * from rapport.secret`.execute(opened.store.db)
  return JSON.stringify(rows)
}

test('a stored secret is found by its reference, listed by name, and nowhere in clear', async () => {
  await storeSecret(workspace, { name: 'crm.token', secret: ` ${canary}\n`, by: 'user:ann' })
  expect(await secretOf(open({}), 'stored:crm.token')).toBe(canary)
  const listed = await listSecrets(workspace)
  expect(listed).toMatchObject([{ name: 'crm.token', storedBy: 'user:ann' }])
  expect(JSON.stringify(listed) + (await dumped())).not.toContain(canary)
  expect(workspace.redactor.redact(`it is ${canary}`)).not.toContain(canary)
})

test('sealed text of one name cannot stand in for another', async () => {
  await sql`
    insert into rapport.secret (workspace, name, sealed, stored_by)
    select workspace, 'other', sealed, 'nobody' from rapport.secret where name = 'crm.token'
      and workspace = ${opened.store.workspace}
  `.execute(opened.store.db)
  await expect(secretOf(workspace, 'stored:other')).rejects.toMatchObject({ kind: 'config' })
  expect(await removeSecret(workspace, 'other')).toBe(true)
})

test.each(['', '../up', 'a b', 'a/b', 'x'.repeat(101), '-x'])('no secret is called %j', async (name) => {
  await expect(storeSecret(workspace, { name, secret: canary, by: 'x' })).rejects.toThrow('name')
})

test('a secret that is not there is told by its name', async () => {
  await expect(secretOf(workspace, 'stored:none')).rejects.toThrow('npx rapport secrets set none')
  expect(await removeSecret(workspace, 'none')).toBe(false)
})

test('the key is replaced: all is sealed anew, opens with the new one, and the old one is gone', async () => {
  const before = await readFile(keyFileOf(folder), 'utf8')
  const sealed = await dumped()
  expect(await rotateKey(workspace)).toMatchObject({ sealed: 1 })
  expect(await readFile(keyFileOf(folder), 'utf8')).not.toBe(before)
  expect(await dumped()).not.toBe(sealed)
  expect(await secretOf(workspace, 'stored:crm.token')).toBe(canary)
  expect(await readdir(path.dirname(keyFileOf(folder)))).toEqual(['secret.key'])
})

test('a key in a variable is replaced by the one of the next variable', async () => {
  const file = (await readFile(keyFileOf(folder), 'utf8')).trim()
  const next = SealingKey.random().toText()
  await expect(rotateKey(open({ RAPPORT_SECRET_KEY: file }))).rejects.toThrow('RAPPORT_SECRET_KEY_NEXT')
  await rotateKey(open({ RAPPORT_SECRET_KEY: file, RAPPORT_SECRET_KEY_NEXT: next }))
  expect(await secretOf(open({ RAPPORT_SECRET_KEY: next }), 'stored:crm.token')).toBe(canary)
  await expect(secretOf(workspace, 'stored:crm.token')).rejects.toThrow('is not the one')
})

test('where something cannot be opened, the key stays as it is', async () => {
  const before = await readFile(keyFileOf(folder), 'utf8')
  await expect(rotateKey(workspace)).rejects.toThrow('crm.token was sealed with a key that is gone')
  expect(await readFile(keyFileOf(folder), 'utf8')).toBe(before)
})
