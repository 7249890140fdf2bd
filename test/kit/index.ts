export * from './memory-budgets.ts'
export * from './session.ts'
export * from './stand-in.ts'
export {
  describeStreamContract,
  type StreamCapability,
  type StreamContractOptions,
} from './stream-contract.ts'
export type { StreamSubject } from './stream-subject.ts'
export { describeTargetContract } from './target-contract.ts'
export type { TargetSubject } from './target-subject.ts'
