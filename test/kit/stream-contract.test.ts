import { describe, expect, test } from 'vitest'
import { exampleConnector, type Flaw } from './example/connector.ts'
import { ExampleVendor } from './example/vendor.ts'
import {
  describeStreamContract,
  runStreamCheck,
  type StreamCapability,
  streamChecks,
} from './stream-contract.ts'

const capabilities: readonly StreamCapability[] = [
  'pages',
  'archive',
  'restore',
  'merge',
  'ties',
  'late-index',
  'search-cap',
  'unknown-field',
  'http',
]

describeStreamContract('a connector without a flaw', {
  connector: exampleConnector(),
  stream: 'contact',
  capabilities,
  start: ExampleVendor.start,
})

describe('the kit fails a connector that', () => {
  const check = async (sentence: string, flaw: Flaw): Promise<void> => {
    const found = streamChecks(capabilities)[sentence]
    if (found === undefined) throw new Error(`no check "${sentence}"`)
    await runStreamCheck(found, {
      connector: exampleConnector(flaw),
      stream: 'contact',
      start: ExampleVendor.start,
    })
  }

  test.each<[Flaw, string, RegExp]>([
    ['commits everything at once', 'a backfill is committed page by page', /at once/],
    [
      'reads the first page only',
      'a backfill holds what the source holds: the sum of its pages',
      /are missing/,
    ],
    [
      'ends without a last checkpoint',
      'a backfill holds what the source holds: the sum of its pages',
      /are lost/,
    ],
    ['grows its state', 'a backfill holds what the source holds: the sum of its pages', /must stay under/],
    ['drops ties', 'records with one modification time are all kept at the edge of a page', /are missing/],
    ['does not look back', 'a record that the index shows late is found', /never read/],
    ['moves the cursor on an empty run', 'an empty run keeps the cursor', /moved the cursor past it/],
    [
      'moves the cursor backwards',
      'a second run over an unchanged source changes nothing',
      /moved backwards/,
    ],
    [
      'gives a different record on every run',
      'a second run over an unchanged source changes nothing',
      /nobody touched/,
    ],
    [
      'yields the checkpoint before its records',
      'killed after any change of a backfill and started again, it ends in the same state',
      /are missing|are lost/,
    ],
    ['ignores archived records', 'a deleted record goes', /still live/],
    ['ignores merges', 'a merge leaves one record', /merged into/],
    [
      'pages by offset',
      'a bulk edit larger than a search may return is read to its end',
      /are missing|the source has/,
    ],
    ['refuses unknown fields', 'an unknown field does no harm', /Unrecognized key|somethingNew/i],
    ['calls 429 transient', 'it survives the fault "rate"', /taken for "transient"/],
    ['puts the token into errors', 'no secret is in an error', /holds a secret/],
    [
      'commits a page that it did not finish',
      'told to stop in mid-page, it leaves a valid checkpoint',
      /are missing/,
    ],
  ])('%s', async (flaw, sentence, message) => {
    await expect(check(sentence, flaw)).rejects.toThrow(message)
  })
})
