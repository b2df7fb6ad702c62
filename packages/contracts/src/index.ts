export * from './words.ts'
export * from './rules.ts'
