import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { stateOf, writesPerOrgContact, writtenOrgFields } from '../support/end-state.ts'
import { askOrg, connectOrg, type Org, openOrg, seedOrgShop, writeContacts } from '../support/org.ts'
import { expectSameEndWhenKilled, expectWrittenOnce, full, type Subject } from './killing.ts'

const kills = full ? 200 : 2
// About 600 records: 130 contacts with their accounts and opportunities.
const contacts = 130

/** All records by bulk jobs, and page by page. */
const ways = ['by bulk jobs', 'page by page']

const settings: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'by bulk jobs': { pageSize: 50, bulkAbove: 60, ingestAbove: 50 },
  'page by page': { pageSize: 50 },
  'written by a job': { pageSize: 50, ingestAbove: 50 },
}

/** A job that nobody looks at goes on for so many requests: more than the next run makes before it writes. */
const workLeft = { bulkPolls: 3, bulkRequests: 80 }

interface OrgSubject extends Subject {
  readonly org: Org
}

async function open(way: string): Promise<OrgSubject> {
  const org = await openOrg({ seed: seedOrgShop(contacts), limits: 'off', bulkPageSize: 40, ...workLeft })
  const installation = await connectOrg(org, { settings: settings[way] ?? {}, more: writeContacts })
  const { control, org: state } = org.server
  return {
    org,
    installation,
    answered: () => control.log().length,
    endState: async () => {
      await letJobsEnd(org)
      return {
        fields: writtenOrgFields(state),
        // Each once, however often it was asked for.
        definitions: definitions(control.log()),
        store: await stateOf(installation),
      }
    },
    writes: () => writesPerOrgContact(state),
    [Symbol.asyncDispose]: async () => {
      await installation[Symbol.asyncDispose]()
      await org[Symbol.asyncDispose]()
    },
  }
}

const jobsAtWork = ({ server }: Org) =>
  [...server.org.jobs.values()].filter(
    (job) => job.kind === 'ingest' && (job.state === 'UploadComplete' || job.state === 'InProgress'),
  )

/** Other programs call the org until no job of a run is at work there: what it still writes is seen. */
async function letJobsEnd(org: Org): Promise<void> {
  while (jobsAtWork(org).length > 0) await askOrg(org, 'GET', '/limits')
}

function definitions(log: Awaited<ReturnType<typeof openOrg>>['server']['org']['log']['entries']): string[] {
  return log
    .flatMap(({ effects }) => effects)
    .filter(({ operation }) => operation === 'define')
    .map(({ id }) => id)
    .sort()
}

it(`Salesforce: ends as an undisturbed run does, and writes every record once, when killed at any of ${kills} moments`, () =>
  expectSameEndWhenKilled({ kills, records: contacts, ways, open }))

it('Salesforce: a job that works on after its run was killed is waited for by the next run', async () => {
  await using subject = await open('written by a job')
  const { org, installation } = subject
  org.server.control.change({ bulkPolls: 1_000, bulkRequests: 1_000 })
  const running = installation.start('sync', '--json')
  const ended = running.finished.then(() => true)
  while (jobsAtWork(org).length === 0 && !(await Promise.race([ended, pause(2).then(() => false)])));
  running.process.kill('SIGKILL')
  await running.finished
  const [left, ...others] = jobsAtWork(org)
  expect([left?.pollsLeft, others]).toEqual([expect.any(Number), []])
  expect(subject.writes().size).toBe(0)
  org.server.control.change(workLeft)
  Object.assign(left ?? {}, { pollsLeft: workLeft.bulkPolls, requestsLeft: workLeft.bulkRequests })

  const { code, stderr } = await installation.run('sync', '--json')
  expect(code, stderr).toBe(0)
  await letJobsEnd(org)
  expectWrittenOnce(subject, contacts, 'killed while its job was at work')
})
