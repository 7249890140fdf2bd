export * from './explain.ts'
export { type CopiedDeal, countCopiedDeals } from './explain-copies.ts'
export {
  addOverride,
  listOverrides,
  type NewOverride,
  type Override,
  OverrideError,
  undoOverride,
} from './overrides.ts'
export * from './places/index.ts'
export * from './resolve.ts'
export { originalCounts } from './same-sales.ts'
export * from './settings.ts'
