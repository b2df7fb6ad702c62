// Loaded into a service by `--import`: SIGUSR2 moves its clock an hour ahead, an hour back, and right again.
const HOUR = 3_600_000
const shifts = [HOUR, -HOUR, 0]
let turn = -1
let shift = 0
const now = Date.now.bind(Date)
const RealDate = Date

process.on('SIGUSR2', () => {
  turn = (turn + 1) % shifts.length
  shift = shifts[turn] as number
})

const shifted = () => now() + shift
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[], self) =>
    Reflect.construct(target, args.length === 0 ? [shifted()] : args, self) as object,
  get: (target, name) => (name === 'now' ? shifted : (Reflect.get(target, name) as unknown)),
})

export {}
