import type { SoughtRecord } from '@rapport/model'
import { Command } from 'commander'
import { recordReference } from '../arguments.ts'
import { optionsOf } from '../output.ts'

/** `rapport explain`: where a customer's numbers come from. */
export function explainCommand(): Command {
  return new Command('explain')
    .summary("show where a customer's numbers come from")
    .description(
      `Shows the customer behind a record: which records belong to it and why, its purchases, the model, and every number with its
interval and the policy it comes from. With the name of a metric, that number and what is behind it, down to the deals. With
--verbose also the parameters of the model. Of a ticket, its clock: each event, which intervals ran, and which were left out and why.`,
    )
    .argument(
      '<record>',
      'a contact, company, deal or ticket, such as hubspot/contact:123, or contact:123 where one connection alone has it',
      recordReference,
    )
    .argument('[metric]', 'a field that can be written, such as clv or why')
    .action(async (record: SoughtRecord, metric: string | undefined, _: unknown, command: Command) => {
      const { printExplanation } = await import('../print-explanation.ts')
      await printExplanation(optionsOf(command), record, metric ?? null)
    })
}
