import type { SoughtRecord } from '@rapport/model'
import { Command } from 'commander'
import { recordReference, wholeNumber } from '../arguments.ts'
import { optionsOf } from '../output.ts'

const contactOrCompany = 'a contact or company, such as hubspot/contact:123'

/** `rapport customers`: decisions of people on which records are one customer. */
export function customersCommand(): Command {
  const customers = new Command('customers').summary('join or separate records by hand').description(
    `Records become one customer by what they share: ids, e-mail, phone, domain. Where that is wrong, a person decides; the next sync
applies it, and it can be undone.`,
  )
  customers
    .command('merge')
    .summary('two records are one customer')
    .description('Decides that two records are one customer, whatever they share.')
    .argument('<left>', contactOrCompany, recordReference)
    .argument('<right>', 'another record of the same kind', recordReference)
    .action(async (left: SoughtRecord, right: SoughtRecord, _: unknown, command: Command) => {
      const { decide } = await import('../customer-decisions.ts')
      await decide(optionsOf(command), 'merge', left, right)
    })
  customers
    .command('split')
    .summary('two records are not one customer')
    .description('Decides that two records are never one customer, whatever they share.')
    .argument('<left>', contactOrCompany, recordReference)
    .argument('<right>', 'another record of the same kind', recordReference)
    .action(async (left: SoughtRecord, right: SoughtRecord, _: unknown, command: Command) => {
      const { decide } = await import('../customer-decisions.ts')
      await decide(optionsOf(command), 'split', left, right)
    })
  customers
    .command('undo')
    .summary('take a decision back')
    .description('Takes a decision back; the next sync goes by what the records share again.')
    .argument('<number>', 'the number of the decision, from "rapport customers list"', wholeNumber)
    .action(async (id: number, _: unknown, command: Command) => {
      const { undoDecision } = await import('../customer-decisions.ts')
      await undoDecision(optionsOf(command), id)
    })
  customers
    .command('list')
    .summary('list the decisions, the latest first')
    .description('Lists the decisions, the latest first, also those that were taken back.')
    .action(async (_: unknown, command: Command) => {
      const { printDecisions } = await import('../customer-decisions.ts')
      await printDecisions(optionsOf(command))
    })
  return customers
}
