import { Command, InvalidArgumentError, Option } from 'commander'
import { optionsOf } from '../output.ts'
import { PERIODS } from '../retention-calculation/period-names.ts'
import type { ValueRequest } from '../value-calculation/value-request.ts'

function numberFrom(least: number, most: number, described: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It must be ${described}.`)
    return value
  }
}

const aboveZero = (text: string): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

/** `rapport calc`: the metrics on files, without connecting anything. */
export function calcCommand(): Command {
  return new Command('calc')
    .summary('compute metrics from files, without connecting anything')
    .description('Computes metrics from files, with the same functions as a sync, and without a database.')
    .addCommand(valueCommand())
    .addCommand(retentionCommand())
}

function valueCommand(): Command {
  return new Command('value')
    .summary('compute customer lifetime value from a file of transactions')
    .description(
      `Fits a model to transactions (CSV with the columns customer_id,date,amount and, optionally, currency), predicts the value of
every customer from the end of the observation on, and prints it with its interval. Subscriptions, in a file of their own, are
valued as contracts. With --holdout the last part of the observation is predicted from what came before it, and compared.`,
    )
    .option('--transactions <file>', 'CSV: customer_id,date,amount and, optionally, currency')
    .option('--subscriptions <file>', 'CSV: customer_id,start,end,amount,period (month, quarter or year)')
    .option('--covariates <file>', 'CSV: customer_id and columns of numbers')
    .option(
      '--as-of <date>',
      'the end of the observation; by default the last date of the transactions, or today',
    )
    .addOption(
      new Option('--unit <unit>', 'the time unit of the model')
        .choices(['week', 'day', 'month'])
        .default('week'),
    )
    .option(
      '--occasion-window <days>',
      'transactions within so many days are one purchase',
      numberFrom(0, 365, 'a number of days from 0 to 365'),
      0,
    )
    .addOption(
      new Option('--model <model>', 'auto takes a purchase model where it beats the baselines in holdouts')
        .choices(['auto', 'bg-nbd', 'mbg-nbd', 'pareto-nbd', 'bg-bb', 'sbg', 'simple', 'historic'])
        .default('auto'),
    )
    .addOption(
      new Option('--prior <prior>', 'a weak prior steadies thin data; auto: only where they are thin')
        .choices(['auto', 'none', 'weak'])
        .default('auto'),
    )
    .option('--horizon <units>', 'how far ahead value counts; by default 12 months', aboveZero)
    .option(
      '--discount <rate>',
      'the discount of a year, 0.1 for 10 %',
      numberFrom(0, 1, 'a rate from 0 to 1'),
      0.1,
    )
    .option(
      '--margin <rate>',
      'gross margin as a share of revenue',
      numberFrom(1e-9, 1, 'a rate above 0, up to 1'),
      1,
    )
    .option('--holdout <units>', 'validate: hold back so many units at the end', aboveZero)
    .option('--report <file>', 'with --holdout: write the validation as a web page')
    .option('--out <file>', 'write the customers as CSV')
    .addOption(
      new Option('--on-bad-row <do>', 'what to do with a row that cannot be read')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .option('--bad-rows <file>', 'with --on-bad-row skip: where skipped rows are listed', 'bad-rows.csv')
    .action(async (_: unknown, command: Command) => {
      const { performValueCalculation } = await import('../value-calculation/perform-value-calculation.ts')
      await performValueCalculation(optionsOf<ValueRequest>(command))
    })
}

function retentionCommand(): Command {
  return new Command('retention')
    .summary('compute retention, churn, cohorts and segments from a file of transactions')
    .description(
      `Tells from transactions (CSV with the columns customer_id,date,amount and, optionally, currency) how many customers stay:
retention and churn of each period with 95 % intervals, cohorts by the first purchase, RFM segments, and the churn risk of every
customer. Subscriptions, with transactions or alone, have retention and revenue churn under contracts; what was spent on winning
customers adds CAC, CLV : CAC and payback. The CLV there is simple@1: order value × orders × lifespan × margin.`,
    )
    .option('--transactions <file>', 'CSV: customer_id,date,amount and, optionally, currency')
    .option(
      '--subscriptions <file>',
      'CSV: customer_id,start,end,amount,period (month, quarter or year); end is the last day, empty while it runs',
    )
    .option(
      '--as-of <date>',
      'the end of the observation; by default the last date of the transactions, or today',
    )
    .addOption(new Option('--period <period>', 'the calendar period').choices(PERIODS).default('month'))
    .option(
      '--occasion-window <days>',
      'transactions within so many days are one purchase',
      numberFrom(0, 365, 'a number of days from 0 to 365'),
      0,
    )
    .option('--acquisition-spend <file>', 'CSV: period_start,amount; what was spent on winning customers')
    .option(
      '--margin <rate>',
      'gross margin as a share of revenue',
      numberFrom(1e-9, 1, 'a rate above 0, up to 1'),
      1,
    )
    .option('--out <file>', 'write the customers as CSV')
    .addOption(
      new Option('--on-bad-row <do>', 'what to do with a row that cannot be read')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .option('--bad-rows <file>', 'with --on-bad-row skip: where skipped rows are listed', 'bad-rows.csv')
    .action(async (_: unknown, command: Command) => {
      const { performRetentionCalculation } = await import(
        '../retention-calculation/perform-retention-calculation.ts'
      )
      await performRetentionCalculation(optionsOf(command))
    })
}
