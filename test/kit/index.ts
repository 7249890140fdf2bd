export { type ActionSubject, describeActionContract } from './action-contract.ts'
export * from './memory-budgets.ts'
export * from './memory-store.ts'
export * from './session.ts'
export * from './stand-in.ts'
export * from './stand-in-parts.ts'
export {
  describeStreamContract,
  type StreamCapability,
  type StreamContractOptions,
} from './stream-contract.ts'
export { newLedger, type ReadOptions, readStream, type StreamSubject } from './stream-subject.ts'
export { describeTargetContract } from './target-contract.ts'
export type { TargetSubject } from './target-subject.ts'
export { describeViewContract } from './view-contract.ts'
export type { Garbling, ViewStandIn, ViewSubject } from './view-subject.ts'
