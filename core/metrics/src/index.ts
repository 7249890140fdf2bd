export * from './retention/index.ts'
export * from './value/index.ts'
