import { RFM_SEGMENTS } from '@rapport/metrics'
import { expect, test } from 'vitest'
import { SEGMENT_NAMES } from './segment-names.ts'

test('The command line knows all segments, and no others', () => {
  expect(SEGMENT_NAMES).toEqual(RFM_SEGMENTS)
})
