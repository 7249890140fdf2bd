export * from './value/index.ts'
