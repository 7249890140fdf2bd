import {
  type ExpectedFields,
  type Fault,
  type StandIn,
  type StreamStandIn,
  sandboxFaults,
  type TargetStandIn,
  twoTokens,
} from '@rapport/contract-kit'
import {
  editRecords,
  type HubspotServer,
  loadAssociation,
  loadRecord,
  type ObjectTypeName,
  type Fault as SandboxFault,
  startSandbox,
} from '@rapport/sandbox'

const tokens = ['kit-hubspot-token-1', 'kit-hubspot-token-2'] as const

const faults: Readonly<Record<Fault, SandboxFault>> = {
  ...sandboxFaults,
  'server-error': { kind: 'status', status: 503, body: 'none' },
}

/** The sandbox with a clock of its own, which only writes move. */
export interface Portal {
  readonly server: HubspotServer
  /** Moves the clock. Returns the new moment, in epoch milliseconds. */
  tick(ms: number): number
  now(): number
  readonly standIn: StandIn & Required<Pick<StandIn, 'fault' | 'callCount'>>
}

/** Opens a portal. */
export async function openPortal(): Promise<Portal> {
  let clock = Date.UTC(2024, 0, 1)
  const server = await startSandbox({
    hubspot: { seed: 'empty', limits: 'off', now: () => clock, tokens: tokens.map((token) => ({ token })) },
  })
  return {
    server,
    now: () => clock,
    tick: (ms) => {
      clock += ms
      return clock
    },
    standIn: {
      settings: () => ({ baseUrl: server.baseUrl }),
      credentials: () => twoTokens(tokens),
      secrets: tokens,
      fault: (kind) => server.control.fail({ path: '*', fault: faults[kind] }),
      callCount: () => server.control.log().length,
      close: () => server.close(),
    },
  }
}

/** A write of another user of the portal. */
async function send(server: HubspotServer, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[0]}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? null : answer.json()
}

/** What differs between the objects that are written: the values of a new record. */
interface TargetKind {
  readonly type: ObjectTypeName
  make(number: number): Readonly<Record<string, string>>
}

type ObjectEntity = 'contact' | 'company' | 'deal' | 'ticket' | 'surveyResponse'

/** What differs between the objects that are read: the values of a new record, the property that is edited, what the model makes of it. */
interface ObjectKind<Entity extends ObjectEntity = ObjectEntity> extends TargetKind {
  readonly entity: Entity
  readonly nameProperty: string
  /** HubSpot lets nobody write it: it is edited past the API. */
  readonly readOnly?: true
  expect(properties: Readonly<Record<string, string>>): ExpectedFields
}

export const contactKind: ObjectKind<'contact'> = {
  entity: 'contact',
  type: 'contacts',
  nameProperty: 'firstname',
  make: (number) => ({ firstname: `Person ${number}`, email: `p${number}@example.com` }),
  expect: ({ firstname, email, hs_additional_emails: others }) => ({
    name: firstname,
    emails: [email, ...(others?.split(';') ?? [])],
  }),
}

export const companyKind: ObjectKind<'company'> = {
  entity: 'company',
  type: 'companies',
  nameProperty: 'name',
  make: (number) => ({ name: `Company ${number}`, domain: `c${number}.example` }),
  expect: ({ name, domain }) => ({ name, domains: [domain] }),
}

export const dealKind: ObjectKind<'deal'> = {
  entity: 'deal',
  type: 'deals',
  nameProperty: 'dealname',
  make: (number) => ({
    dealname: `Deal ${number}`,
    amount: `${number}.50`,
    dealstage: 'closedwon',
    pipeline: 'default',
    closedate: '2024-01-01T00:00:00.000Z',
  }),
  expect: ({ dealname, amount }) => ({ name: dealname, amount, state: 'won' }),
}

export const ticketKind: ObjectKind<'ticket'> = {
  entity: 'ticket',
  type: 'tickets',
  nameProperty: 'subject',
  make: (number) => ({ subject: `Ticket ${number}`, hs_pipeline: '0', hs_pipeline_stage: '1' }),
  expect: ({ subject }) => ({ subject, category: 'new', status: 'New' }),
}

export const submissionKind: ObjectKind<'surveyResponse'> = {
  entity: 'surveyResponse',
  type: 'feedback_submissions',
  nameProperty: 'hs_content',
  readOnly: true,
  make: (number) => ({
    hs_survey_type: 'NPS',
    hs_value: String(number % 11),
    hs_content: `Comment ${number}`,
    hs_submission_timestamp: '2024-01-01T00:00:00.000Z',
  }),
  expect: ({ hs_value: value, hs_content: comment }) => ({ kind: 'nps', score: Number(value), comment }),
}

/** Records per list page of the HubSpot API. */
const pageSize = 100

/** HubSpot as the stream of one CRM object sees it. Every other record is linked to one of another type. */
export async function startHubspotObjects(kind: ObjectKind): Promise<StreamStandIn> {
  const { server, standIn, now, tick } = await openPortal()
  const table = server.state.table(kind.type)
  const path = `/crm/v3/objects/${kind.type}`
  const neighbourType = kind.type === 'companies' ? 'contacts' : 'companies'
  loadRecord(server.state, neighbourType, { id: 77, properties: {}, createdAt: now(), modifiedAt: now() })

  const load = (id: number, at: number): string => {
    if (id % 2 === 0 && kind.readOnly !== true) {
      loadAssociation(server.state, { type: kind.type, id }, { type: neighbourType, id: 77 })
    }
    loadRecord(server.state, kind.type, { id, properties: kind.make(id), createdAt: at, modifiedAt: at })
    return String(id)
  }

  const removals = (): Pick<StreamStandIn, 'archive' | 'restore' | 'merge'> => ({
    archive: async (id) => {
      tick(1000)
      await send(server, 'DELETE', `${path}/${id}`)
    },
    // HubSpot's API cannot restore, people can; the modified time may stay what it was.
    restore: async (id) => {
      tick(1000)
      const record = table.get(Number(id))
      if (record === undefined) throw new Error(`no record ${id}`)
      server.state.transact(() =>
        server.state.commit({ op: 'record', type: kind.type, record: { ...record, archivedAt: null } }),
      )
    },
    merge: async (loser, survivor) => {
      tick(1000)
      await send(server, 'POST', `${path}/merge`, { primaryObjectId: survivor, objectIdToMerge: loser })
      return survivor
    },
  })

  return {
    ...standIn,
    pageSize,
    // Two seconds apart, a page of 100 is longer than the two minutes that the stream looks back.
    populate: async (count) => Array.from({ length: count }, () => load(table.nextId, tick(2000))),
    searchCap: 10_000,
    // A batch of the API is one moment: a bulk edit leaves many records with the same modified time.
    modify: async (ids) => {
      for (let start = 0; start < ids.length; start += pageSize) {
        tick(1000)
        if (kind.readOnly === true) {
          for (const id of ids.slice(start, start + pageSize)) {
            const name = table.get(Number(id))?.properties[kind.nameProperty]
            editRecords(server.state, kind.type, [Number(id)], { [kind.nameProperty]: `${name}!` })
          }
          continue
        }
        const inputs = ids.slice(start, start + pageSize).map((id) => {
          const name = table.get(Number(id))?.properties[kind.nameProperty]
          return { id, properties: { [kind.nameProperty]: `${name}!` } }
        })
        await send(server, 'POST', `${path}/batch/update`, { inputs })
      }
    },
    holds: async () =>
      new Map(
        table
          .page(0, Number.MAX_SAFE_INTEGER, false)
          .map(({ id, properties }): [string, ExpectedFields] => [String(id), kind.expect(properties)]),
      ),
    ...(kind.readOnly === true ? {} : removals()),
    addWithSameModifiedTime: async (count) => Array.from({ length: count }, () => load(table.nextId, now())),
    addUnindexed: async () => {
      const [id, at] = [table.nextId + 1000, tick(1000)]
      return {
        id: String(id),
        reveal: async () => {
          load(id, at)
        },
      }
    },
  }
}

/** HubSpot as the stream of owners sees it. */
export async function startHubspotOwners(): Promise<StreamStandIn> {
  const { server, standIn, tick } = await openPortal()
  const { state } = server
  return {
    ...standIn,
    pageSize,
    populate: async (count) => {
      const ids = Array.from({ length: count }, (_, index) => 500 + state.owners.length + index)
      const at = new Date(tick(1000)).toISOString()
      state.owners.push(
        ...ids.map((id) => ({
          id: String(id),
          email: `o${id}@example.com`,
          firstName: 'Owner',
          lastName: String(id),
          userId: id,
          archived: id % 10 === 0,
          createdAt: at,
          updatedAt: at,
        })),
      )
      return ids.map(String)
    },
    modify: async (ids) => {
      for (const owner of state.owners.filter(({ id }) => ids.includes(id))) owner.lastName += '!'
    },
    holds: async () =>
      new Map(
        state.owners.map(({ id, lastName, archived }): [string, ExpectedFields] => [
          id,
          { name: `Owner ${lastName}`, active: !archived },
        ]),
      ),
  }
}

/** HubSpot as the target of one CRM object sees it. */
export async function startHubspotTarget(kind: TargetKind): Promise<TargetStandIn> {
  const { server, standIn, tick } = await openPortal()
  const path = `/crm/v3/objects/${kind.type}`
  const table = server.state.table(kind.type)
  const refused: string[] = []

  const refuseAll = (): void => {
    if (refused.length === 0) return
    const fault: SandboxFault = { kind: 'bad-rows', ids: refused, message: 'Property values were not valid' }
    server.control.fail({ method: 'POST', path: '*/batch/update', times: 'always', fault })
  }

  return {
    ...standIn,
    populate: async (count) =>
      Array.from({ length: count }, () => {
        const [id, at] = [table.nextId, tick(2000)]
        loadRecord(server.state, kind.type, { id, properties: kind.make(id), createdAt: at, modifiedAt: at })
        return String(id)
      }),
    remove: async (id) => {
      await send(server, 'DELETE', `${path}/${id}`)
    },
    refuse: (id) => {
      refused.push(id)
      server.control.clearFaults()
      refuseAll()
    },
    // Rules are tried in the order they were added, and this one must come first.
    dropAfterCommit: () => {
      server.control.clearFaults()
      server.control.fail({ method: 'POST', path: '*/batch/update', fault: { kind: 'reset-after-commit' } })
      refuseAll()
    },
    recordWrites: () =>
      server.control
        .log()
        .flatMap(({ effects }) => effects)
        .filter(({ operation, objectType }) => operation === 'update' && objectType === kind.type).length,
  }
}
