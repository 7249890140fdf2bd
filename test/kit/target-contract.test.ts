import { describe, expect, test } from 'vitest'
import { exampleConnector, type Flaw } from './example/connector.ts'
import { ExampleVendor } from './example/vendor.ts'
import { describeTargetContract, jobChecks, runTargetCheck, targetChecks } from './target-contract.ts'

describeTargetContract('a connector without a flaw', {
  connector: exampleConnector(),
  target: 'contact',
  start: ExampleVendor.start,
})

describeTargetContract('jobs of a connector without a flaw', {
  connector: exampleConnector(),
  target: 'contact',
  by: 'jobs',
  start: ExampleVendor.start,
})

describe('the kit fails a target that', () => {
  const check = async (sentence: string, flaw: Flaw): Promise<void> => {
    const found = targetChecks[sentence] ?? jobChecks[sentence]
    if (found === undefined) throw new Error(`no check "${sentence}"`)
    await runTargetCheck(found, {
      connector: exampleConnector(flaw),
      target: 'contact',
      start: ExampleVendor.start,
    })
  }

  test.each<[Flaw, string, RegExp]>([
    ['tells a currency by its sign', 'its currency is an ISO 4217 code, or unknown', /the currency is "€"/],
    ['creates fields blindly', 'its fields are created once', /were missing/],
    [
      'tells of missing fields too late',
      'it tells which fields are missing before it creates any',
      /created before it was heard/,
    ],
    ['rounds what it writes', 'a second apply writes nothing', /still differ/],
    ['rounds what it writes', 'apply does what the preview showed', /preview shows/],
    ['reports in the order of the answer', 'results come in the order of the writes', /the results are/],
    ['fails the batch for one bad row', 'one bad row sets one row aside', /was reported as failed/],
    ['says gone records are invalid', 'a vanished record is reported as gone', /is "gone", not "invalid"/],
    ['leaves out nulls', 'null clears a field', /should be null/],
    ['leaves out nulls', 'revert restores what was there', /should be null/],
    ['repeats a lost write', 'a connection lost after the commit does not write twice', /6 writes arrived/],
    ['sends a job while it is filled', 'a job that is not sent writes nothing', /never sent/],
    [
      'tells the good results of a job alone',
      'a job tells what became of each of its writes, once',
      /the results of the job name/,
    ],
    ['puts the token into errors', 'no secret is in an error', /holds a secret/],
  ])('%s: %s', async (flaw, sentence, message) => {
    await expect(check(sentence, flaw)).rejects.toThrow(message)
  })
})
