import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { AdvocatesReport, HealthBackTestReport } from '@rapport/run'
import { give } from '@rapport/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { syncHere } from '../support/in-process.ts'
import { type Installation, install } from '../support/installation.ts'

const people = 60
const days = { first: '2024-09-15', last: '2024-12-31' }

const by = (id: number) => [{ id: String(id), label: null, primary: true }]

/** The odd ones buy every month until the last; the even ones stop in September. */
function purchases(): string[] {
  const rows: string[] = []
  for (let person = 1; person <= people; person += 1) {
    for (let month = 1; month <= (person % 2 === 0 ? 9 : 12); month += 1) {
      const day = String(1 + (person % 28)).padStart(2, '0')
      rows.push(`${person}-${month},${person},2024-${String(month).padStart(2, '0')}-${day},${20 + person}`)
    }
  }
  return rows
}

/** Everybody was asked in August: those who stop are detractors, one of the others did not answer. */
const answers = Array.from({ length: people }, (_, index) => ({
  id: `n${index + 1}`,
  kind: 'nps',
  score: index === 0 ? null : index % 2 === 1 ? 3 : 10,
  ...{ scaleMin: 0, scaleMax: 10, higherIsBetter: true, delivered: true, ticketId: null, comment: null },
  contacts: by(index + 1),
  at: '2024-08-20T10:00:00Z',
}))

/** Of customer 3: answered within the hour and solved, and the answer to a question about it. */
const ticket = {
  ...{ id: 't1', subject: 'Broken lamp', category: 'solved', status: null, channel: 'email', priority: null },
  ...{ topic: null, initiator: 'customer', contacts: by(3), companies: [], agentId: null, teamId: null },
  ...{ createdAt: '2024-11-20T09:00:00Z', closedAt: null, spam: false, vendorReported: {} },
}
const message = (id: string, at: string, author: string) => ({
  ...{ id, ticketId: 't1', at, direction: author === 'customer' ? 'in' : 'out', author, authorId: null },
  ...{ visibility: 'public', automatic: false, kind: 'email', delivered: true, sessionId: null },
  ...{ ringAt: null, answeredAt: null, endedAt: null },
})
const solved = {
  ...{ id: 's1', ticketId: 't1', at: '2024-11-20T10:00:00Z', from: null, to: 'solved', category: 'solved' },
  by: null,
}

let installation: Installation
/** Sets the day that everything is evaluated as of. */
const evaluateAsOf = (asOf: string): Promise<void> =>
  installation.configure(({ writeBack: _none, ...input }) => ({
    ...input,
    metrics: { asOf, value: { model: 'historic', margin: 1 } },
    connections: {
      shop: { connector: 'csv', settings: { folder: path.join(installation.folder, 'exports') } },
    },
  }))

beforeAll(async () => {
  installation = await install('http://127.0.0.1:9', { token: null })
  await evaluateAsOf(days.first)
  const folder = path.join(installation.folder, 'exports')
  await mkdir(folder)
  const contacts = Array.from({ length: people }, (_, index) => `${index + 1},Person ${index + 1}`)
  await writeFile(path.join(folder, 'contacts.csv'), ['id,name', ...contacts, ''].join('\n'))
  const transactions = ['id,customer_id,date,amount', ...purchases(), '']
  await writeFile(path.join(folder, 'transactions.csv'), transactions.join('\n'))
})
afterAll(() => installation[Symbol.asyncDispose]())

/** What a command prints as JSON. */
async function printed<T>(...parameters: readonly string[]): Promise<T> {
  const finished = await installation.run(...parameters, '--json')
  expect(finished.code, finished.stderr).toBe(0)
  return finished.json<T>()
}

test('Without surveys and health the reports say what to do', async () => {
  const found = await Promise.all(['experience', 'health'].map((name) => installation.run('report', name)))
  for (const { code, stderr } of found) {
    expect(code).toBe(1)
    expect(stderr).toMatch(/is (known|scored) yet: connect a system that has .*, then run "npx rapport sync"/)
  }
})

describe('after surveys, a ticket and two scorings', () => {
  beforeAll(async () => {
    const store = await installation.openStore()
    await give(store, 'shop', 'surveyResponse', answers)
    await give(store, 'shop', 'ticket', [ticket])
    await give(store, 'shop', 'message', [
      message('m1', '2024-11-20T09:00:00Z', 'customer'),
      message('m2', '2024-11-20T09:30:00Z', 'agent'),
    ])
    await give(store, 'shop', 'statusChange', [solved])
    await store.close()
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded' })
    await evaluateAsOf(days.last)
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded' })
  })

  test('surveys are one line a scale and group, with an interval and the share of those who answered', async () => {
    const { code, stdout } = await installation.run(
      ...['report', 'experience', '--from', '2024-08-01', '--by', 'month'],
    )
    expect(code).toBe(0)
    expect(stdout).toContain('from 2024-08-01 to 2024-12-31: 59 answers of 59 people')
    // 29 promoters and 30 detractors of 59 answers to 60 surveys.
    const figures = ' +0–10 +59 +-1\\.7 +± 25\\.\\d +49\\.2 % +0\\.0 % +50\\.8 % +98\\.3 %$'
    for (const group of ['2024-08', 'all answers']) expect(stdout).toMatch(RegExp(`^${group}${figures}`, 'm'))
  })

  test('promoters are listed with their records, and not to be invited to review', async () => {
    const { advocates, invitations } = await printed<AdvocatesReport>('report', 'experience', '--advocates')
    expect(advocates).toHaveLength(29)
    expect(advocates[0]).toMatchObject({ score: 10, records: [expect.stringMatching(/^shop\/contact:\d+$/)] })
    expect(invitations).toContain('never promoters alone')
  })

  test('customers are counted by band, and those of one come with what pulls their health', async () => {
    const { stdout } = await installation.run('report', 'health', '--band', 'good', '--limit', '1')
    expect(stdout).toContain('As of 2024-12-31: the health of 60 customers, by health@1; money in USD.')
    expect(stdout).toMatch(/^all +60 /m)
    expect(stdout).toMatch(/Person \d+ \(shop\/contact:\d+\) .*\n {2}Health \d/)
  })

  test('a back-test says from when on it can be done', async () => {
    const report = await printed<HealthBackTestReport>(
      ...['report', 'health', '--back-test', '--window', '180d'],
    )
    expect(report).toMatchObject({ historySince: days.first, possibleFrom: '2025-03-14', test: null })
  })

  test('a number beside the value is explained, with the command that lists its tickets', async () => {
    const { stdout } = await installation.run('explain', 'shop/contact:3', 'first_response_minutes')
    expect(stdout).toContain('First response time (minutes) (shop/contact:3): 30')
    expect(stdout).toContain('policy rapport-service@1, as of 2024-12-31, from 1 ticket')
    const [, command = ''] = /^All of them: npx rapport (.*)$/m.exec(stdout) ?? []
    const listed = await printed<readonly { readonly record: string }[]>(...command.split(' '))
    expect(listed.map(({ record }) => record)).toEqual(['shop/ticket:t1'])
  })
})
