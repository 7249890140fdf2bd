export * from './rated-review.ts'
export * from './reputation.ts'
export * from './reputation-tally.ts'
