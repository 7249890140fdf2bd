import type { FieldValues, TargetField, Write } from '@rapport/connector'
import {
  deleteSalesforceRecords,
  loadSalesforceRecord,
  type SalesforceOptions,
  type SalesforceSeedRecord,
  type SalesforceServer,
  startSalesforce,
} from '@rapport/sandbox'
import { type Connection, type ConnectionOptions, connect } from '../../testing/connection.ts'
import type { TargetObject } from '../target-object.ts'

const values: Readonly<Record<TargetObject, SalesforceSeedRecord>> = {
  Account: { Name: 'Acme' },
  Contact: { LastName: 'Ada', Name: 'Ada' },
  Case: { Subject: 'Help', Status: 'New' },
}

/** An org with records of one object to write scores to. */
export class TargetOrg {
  readonly server: SalesforceServer
  readonly object: TargetObject
  readonly ids: string[] = []

  private constructor(server: SalesforceServer, object: TargetObject) {
    this.server = server
    this.object = object
  }

  static async open(
    object: TargetObject,
    count: number,
    options: SalesforceOptions = {},
  ): Promise<TargetOrg> {
    const org = new TargetOrg(await startSalesforce({ limits: 'off', ...options }), object)
    org.add(count)
    return org
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close()
  }

  /** A new run of Rapport. */
  run(options: ConnectionOptions = {}): Connection {
    return connect(this.server, options)
  }

  add(count: number, more: SalesforceSeedRecord = {}): readonly string[] {
    const added = Array.from({ length: count }, () =>
      loadSalesforceRecord(this.server.org, this.object, { ...values[this.object], ...more }),
    )
    this.ids.push(...added)
    return added
  }

  remove(id: string): void {
    deleteSalesforceRecords(this.server.org, [id])
  }

  /** What the org stores in a field. */
  stored(id: string, field: string, object: string = this.object): unknown {
    const table = this.server.org.table(object)
    const row = table.rowOf(id)
    if (row === undefined) throw new Error(`the org has no ${object} ${id}`)
    return table.value(row, field)
  }

  /** Calls that were made, as `PATCH /composite/sobjects`. */
  calls(): string[] {
    return this.server.control
      .log()
      .map(({ method, path }) => `${method} ${path.replace(/^.*\/v[\d.]+/, '').replace(/750\w+/, 'ID')}`)
  }

  /** How many updates of records took effect; one that came twice counts twice. */
  updates(): number {
    return this.server.control
      .log()
      .flatMap(({ effects }) => effects)
      .filter(({ operation, objectType }) => operation === 'update' && objectType === this.object).length
  }

  /** One write for each record. */
  writes(valuesOf: (index: number) => FieldValues): Write[] {
    return this.ids.map((id, index) => ({ id, values: valuesOf(index) }))
  }
}

const decimals: Readonly<Partial<Record<TargetField['type'], number>>> = {
  currency: 2,
  number: 0,
  percent: 4,
}

/** A field as write-back declares it. */
export function field(name: string, type: TargetField['type'], options?: readonly string[]): TargetField {
  return {
    name,
    type,
    label: name,
    description: `What ${name} is, by btyd@1`,
    decimals: decimals[type] ?? null,
    ...(options === undefined ? {} : { options }),
  }
}

/** One field of each type. */
export const everyType: readonly TargetField[] = [
  field('clv_low', 'currency'),
  field('orders', 'number'),
  field('alive', 'percent'),
  field('since', 'date'),
  field('scored_at', 'datetime'),
  field('segment', 'enumeration', ['loyal', 'at_risk']),
  field('key_account', 'yesno'),
  field('why', 'text'),
]
