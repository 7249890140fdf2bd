import { describeViewContract } from '@rapport/contract-kit'
import { tripadvisor } from './index.ts'
import { openLocation } from './testing/stand-in.ts'

describeViewContract('Tripadvisor', {
  connector: tripadvisor,
  view: 'reviews',
  start: async () => (await openLocation()).standIn,
})

// The vendor's reference does not show an answer: whichever way these are, the same is shown.
describeViewContract('Tripadvisor with times without a zone, numbers as text and no replies', {
  connector: tripadvisor,
  view: 'reviews',
  start: async () => {
    const otherwise = { zone: 'none', numbers: 'text', ownerResponse: 'absent' } as const
    return (await openLocation(otherwise)).standIn
  },
})
