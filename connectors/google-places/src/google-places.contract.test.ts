import { describeViewContract } from '@rapport/contract-kit'
import { googlePlaces } from './index.ts'
import { openPlace } from './testing/stand-in.ts'

describeViewContract('Google Places', {
  connector: googlePlaces,
  view: 'reviews',
  start: async () => (await openPlace()).standIn,
})
