export * from './extract.ts'
