export * from './extract.ts'
export * from './read-records.ts'
