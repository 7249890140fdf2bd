export * from './explain.ts'
export {
  addOverride,
  listOverrides,
  type NewOverride,
  type Override,
  OverrideError,
  undoOverride,
} from './overrides.ts'
export * from './resolve.ts'
export * from './settings.ts'
