export * from './built-files.ts'
