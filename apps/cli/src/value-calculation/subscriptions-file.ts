import { BILLING_PERIODS, type Subscription } from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { readTableFile, type TableRow } from './table-file.ts'
import { isDay } from './value-request.ts'

const COLUMNS = ['customer_id', 'start', 'end', 'amount', 'period'] as const

/**
 * Reads subscriptions: `customer_id,start,end,amount,period`; an empty end is a subscription that runs on. They are in the
 * order of the customers' ids, so that the order of the rows in the file changes nothing.
 */
export async function readSubscriptions(file: string): Promise<Subscription[]> {
  const { name, rows } = await readTableFile(file, { required: COLUMNS, optional: [] })
  if (rows.length === 0) throw new CommandError(`${name} has a header and no rows: nothing to calculate with`)
  const subscriptions = rows.map((row) => subscriptionOf(name, row))
  return subscriptions.sort(({ customerId: left }, { customerId: right }) =>
    left === right ? 0 : left < right ? -1 : 1,
  )
}

function subscriptionOf(name: string, { line, cells }: TableRow): Subscription {
  const fail = (message: string): never => {
    throw new CommandError(`${name} line ${line}: ${message}`)
  }
  const { customer_id: customerId = '', start = '', end = '', amount = '', period = '' } = cells
  if (customerId === '') fail('customer_id is empty')
  if (!isDay(start)) fail(`start "${start}" is no date: write it as 2024-03-31`)
  if (end !== '' && !isDay(end)) fail(`end "${end}" is no date: write it as 2024-03-31, or leave it empty`)
  if (end !== '' && end < start) fail(`it ends (${end}) before it starts (${start})`)
  if (amount !== '' && !/^\d+(\.\d+)?$/.test(amount)) {
    fail(
      `amount "${amount}" is not a number from 0: write it as 12.50, or leave it empty where it is unknown`,
    )
  }
  const known = BILLING_PERIODS.find((possible) => possible === period.toLowerCase())
  if (known === undefined) {
    return fail(`period "${period}" is none of ${BILLING_PERIODS.join(', ')}`)
  }
  return {
    customerId,
    start,
    end: end === '' ? null : end,
    amount: amount === '' ? null : amount,
    period: known,
  }
}
