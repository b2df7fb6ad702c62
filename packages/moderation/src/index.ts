export * from './subject.ts'
export * from './signal.ts'
