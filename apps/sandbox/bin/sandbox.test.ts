import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('./sandbox.ts', import.meta.url))

async function start(...options: string[]): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [script, '--seed', 'empty', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [line] = await once(child.stdout, 'data')
  return { process: child, url: JSON.parse(String(line)).hubspot }
}

it('prints its address when it is ready, takes its token, and ends cleanly on SIGTERM', async () => {
  const { process: child, url } = await start('--token', 'T', '--limits', 'off')
  const answer = await fetch(`${url}/crm/v3/objects/contacts`, { headers: { Authorization: 'Bearer T' } })
  expect(await answer.json()).toEqual({ results: [] })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('ends when its standard input closes, if told to watch it', async () => {
  const { process: child } = await start('--stdin-watch')
  child.stdin?.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('finds its journalled writes again after it was killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-bin-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const options = ['--journal', join(folder, 'journal.jsonl')]
  const headers = { Authorization: 'Bearer sandbox-token', 'Content-Type': 'application/json' }
  const first = await start(...options)
  const body = JSON.stringify({ properties: { name: 'Kept' } })
  await fetch(`${first.url}/crm/v3/objects/companies`, { method: 'POST', headers, body })
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  const second = await start(...options)
  const answer = await fetch(`${second.url}/crm/v3/objects/companies?properties=name`, { headers })
  expect(await answer.json()).toMatchObject({ results: [{ properties: { name: 'Kept' } }] })
})

it('gives its token no other scopes than those it was told', async () => {
  const { url } = await start('--scopes', 'crm.objects.deals.read, crm.objects.owners.read')
  const statusOf = async (type: string): Promise<number> => {
    const headers = { Authorization: 'Bearer sandbox-token' }
    return (await fetch(`${url}/crm/v3/objects/${type}`, { headers })).status
  }
  expect([await statusOf('deals'), await statusOf('contacts')]).toEqual([200, 403])
})

it("starts Salesforce's stand-in when asked, and prints what a client signs in with", async () => {
  const child = spawn(process.execPath, [script, '--seed', 'empty', '--salesforce', 'empty'], {
    stdio: 'pipe',
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [line] = await once(child.stdout, 'data')
  const { salesforce } = JSON.parse(String(line))
  const answer = await fetch(`${salesforce.instanceUrl}/services/data/v68.0/limits`, {
    headers: { Authorization: `Bearer ${salesforce.accessToken}` },
  })
  expect([answer.status, answer.headers.get('Sforce-Limit-Info')]).toEqual([200, 'api-usage=1/100000'])
  expect(salesforce.privateKey).toContain('PRIVATE KEY')
})

it('prints how it is used when asked, which is no error', async () => {
  const child = spawn(process.execPath, [script, '--help'], { stdio: 'pipe' })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  expect(await once(child, 'close')).toEqual([0, null])
  expect(printed).toContain('--scopes')
})

it('explains itself when an option is wrong', async () => {
  const child = spawn(process.execPath, [script, '--seed', 'everything'], { stdio: 'pipe' })
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += chunk
  })
  expect(await once(child, 'close')).toEqual([2, null])
  expect(complaint).toContain('Usage: sandbox')
})

it("starts Zendesk's stand-in when asked, and prints what a client signs in with", async () => {
  const child = spawn(process.execPath, [script, '--seed', 'empty', '--zendesk', 'zendesk-small'])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [line] = await once(child.stdout, 'data')
  const { baseUrl, email, apiToken } = JSON.parse(String(line)).zendesk
  const headers = { Authorization: `Basic ${Buffer.from(`${email}/token:${apiToken}`).toString('base64')}` }
  const answer = await fetch(`${baseUrl}/api/v2/incremental/tickets/cursor.json?start_time=0&per_page=3`, {
    headers,
  })
  expect(await answer.json()).toMatchObject({
    tickets: [{ id: 1 }, { id: 2 }, { id: 3 }],
    end_of_stream: false,
  })
})

it('starts the stand-ins for review sites when asked, and finds the replies of Google Business again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-bin-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const sites = ['google-business', 'trustpilot', 'facebook', 'yelp', 'google-places', 'tripadvisor']
  const options = sites.flatMap((site) => [`--${site}`, 'reviews-small'])
  options.push('--google-business-journal', join(folder, 'replies.jsonl'))
  const open = async () => {
    const child = spawn(process.execPath, [script, '--seed', 'empty', ...options], { stdio: 'pipe' })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    const [line] = await once(child.stdout, 'data')
    return { child, told: JSON.parse(String(line)) }
  }
  const first = await open()
  const { facebook, yelp, googlePlaces, tripadvisor, googleBusiness } = first.told
  expect(facebook.pages).toHaveLength(5)
  expect(yelp.businesses).toHaveLength(5)
  expect([googlePlaces.places.length, tripadvisor.places.length]).toEqual([5, 5])
  const headers = { Authorization: `Bearer ${googleBusiness.accessToken}` }
  const list = '/v4/accounts/100002/locations/100003/reviews'
  const listed = await fetch(`${googleBusiness.baseUrl}${list}`, { headers })
  const { reviews } = JSON.parse(await listed.text())
  const review = `${list}/${reviews[0].reviewId}`
  const reply = { method: 'PUT', headers, body: JSON.stringify({ comment: 'Thank you.' }) }
  expect((await fetch(`${googleBusiness.baseUrl}${review}/reply`, reply)).status).toBe(200)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const second = await open()
  const again = await fetch(`${second.told.googleBusiness.baseUrl}${review}`, { headers })
  expect(await again.json()).toMatchObject({ reviewReply: { comment: 'Thank you.' } })
})
