import { groupOf } from './plain-data.ts'
import type { ProblemList } from './problem-list.ts'

/** Checks that accounts roll up only where customers are companies: people have no parent. */
export function checkAccounts(data: unknown, problems: ProblemList): void {
  const { accounts, customer = 'contact' } = groupOf(data)
  if (accounts !== 'ultimate-parent' || customer !== 'contact') return
  problems.atValue(
    ['accounts'],
    'a customer is a contact here, and only companies have an ultimate parent',
    'set customer: company, or remove the line',
  )
}
