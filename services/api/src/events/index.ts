export { createEvents, type Events } from './hub.ts'
