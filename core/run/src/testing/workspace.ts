import { type ConfigurationInput, configuration } from '@rapport/config'
import { Redactor } from '@rapport/connector'
import { openTestWorkspace as openTestStore } from '@rapport/store/testing'
import type { RunEvent } from '../events.ts'
import { type RunOptions, sync } from '../sync.ts'
import type { Workspace } from '../workspace.ts'
import { type TestCrm, testCrm } from './crm.ts'

/** A workspace in a real Postgres that reads and writes a CRM in memory. */
export interface TestWorkspace extends AsyncDisposable {
  readonly workspace: Workspace
  readonly crm: TestCrm
  /** Syncs; everything may go on without a guard rail unless the set-up says otherwise. */
  sync(options?: Partial<RunOptions>): ReturnType<typeof sync>
  /** The same workspace under another set-up. */
  configured(changes: ConfigurationInput, environment?: NodeJS.ProcessEnv): Workspace
}

const basics: ConfigurationInput = {
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  connections: { crm: { connector: 'test' } },
  metrics: { asOf: '2026-06-30', value: { model: 'historic', margin: 1 } },
  writeBack: { crm: { contact: ['clv', 'orders', 'why'] } },
}

export async function openTestWorkspace(): Promise<TestWorkspace> {
  const opened = await openTestStore()
  const crm = testCrm()
  const configured = (changes: ConfigurationInput, environment: NodeJS.ProcessEnv = {}): Workspace => ({
    config: configuration.parse({ ...basics, ...changes }),
    store: opened.store,
    connectors: new Map([[crm.connector.id, crm.connector]]),
    redactor: new Redactor(),
    folder: '/nowhere',
    tokens: new Map(),
    environment,
    close: async () => {},
  })
  const workspace = configured({})
  return {
    workspace,
    crm,
    configured,
    sync: (options = {}) => sync(workspace, { ...plainRun(), ...options }),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

/** A whole sync without any wish. */
export function plainRun(): RunOptions {
  return {
    dryRun: false,
    wait: false,
    confirm: false,
    connections: null,
    signal: new AbortController().signal,
  }
}

/** Contacts with one won deal each, worth 10, 20, 30 … */
export function giveCustomers(crm: TestCrm, count: number): void {
  const ids = Array.from({ length: count }, (_, index) => `c${String(index + 1).padStart(2, '0')}`)
  crm.give(
    'contact',
    ids.map((id) => ({ id, name: `Customer ${id}` })),
  )
  crm.give(
    'deal',
    ids.map((id, index) => wonDeal(`${id}-first`, id, 10 * (index + 1))),
  )
}

/** A deal of a contact, won on 1 March 2026 unless it says otherwise. */
export function wonDeal(id: string, of: string, amount: number, closedAt = '2026-03-01T12:00:00Z') {
  return { id, state: 'won', amount: String(amount), closedAt, contacts: [{ id: of }] }
}

/** Collects the events of a run. */
export function eventLog(): { readonly events: RunEvent[]; readonly onEvent: (event: RunEvent) => void } {
  const events: RunEvent[] = []
  return { events, onEvent: (event) => void events.push(event) }
}
