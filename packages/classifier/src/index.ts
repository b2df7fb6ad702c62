export * from './fold.ts'
export * from './fingerprint.ts'
