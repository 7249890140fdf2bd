import { Command, Option } from 'commander'
import { optionsOf } from '../output.ts'
import { SEGMENT_NAMES } from '../reports/segment-names.ts'
import { PERIODS } from '../retention-calculation/period-names.ts'

/** `rapport report`: what the numbers of all customers come to. */
export function reportCommand(): Command {
  return new Command('report')
    .summary('report value, retention and segments of all customers')
    .description('Reports what the numbers of all customers come to, as of the last scoring.')
    .addCommand(valueCommand())
    .addCommand(retentionCommand())
    .addCommand(segmentsCommand())
}

function valueCommand(): Command {
  return new Command('value')
    .summary('what all customers are worth, and who most')
    .description(
      `Tells the future value of all customers with its 50, 80 and 95 % interval, their past value, the model in force and why it
was chosen, how value is spread over the customers, and who the most valuable are.`,
    )
    .action(async (_: unknown, command: Command) => {
      const { printValueReport } = await import('../reports/value-report.ts')
      await printValueReport(optionsOf(command))
    })
}

function retentionCommand(): Command {
  return new Command('retention')
    .summary('retention, churn and cohorts of all customers')
    .description(
      `Tells what rapport calc retention tells, of the won deals of all customers: retention and churn of each period with 95 %
intervals, cohorts by the first purchase, segments and churn risk; CAC, CLV : CAC and payback from what was spent on winning
customers, at the margin of rapport.yaml.`,
    )
    .addOption(new Option('--period <period>', 'the calendar period').choices(PERIODS).default('month'))
    .option('--acquisition-spend <file>', 'CSV: period_start,amount; what was spent on winning customers')
    .action(async (_: unknown, command: Command) => {
      const { printRetentionReport } = await import('../reports/retention-report.ts')
      await printRetentionReport(optionsOf(command))
    })
}

function segmentsCommand(): Command {
  return new Command('segments')
    .summary('the RFM segments of all customers, or who is in one')
    .description(
      `Tells of each RFM segment its customers, orders, revenue, value and churn risk; with --segment, its customers by value, with
the records they are made of.`,
    )
    .addOption(new Option('--segment <name>', 'list the customers of one segment').choices(SEGMENT_NAMES))
    .action(async (_: unknown, command: Command) => {
      const { printSegmentsReport } = await import('../reports/segments-report.ts')
      await printSegmentsReport(optionsOf(command))
    })
}
