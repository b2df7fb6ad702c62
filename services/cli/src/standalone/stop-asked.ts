/** Listens for what ends a standalone: Ctrl-C, a service manager's SIGTERM, a closed terminal. */
export const listenForStop = (): Disposable & { asked: Promise<NodeJS.Signals>; isAsked: () => boolean } => {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let stopping = false
  // The handlers stay until the end: npm passes a Ctrl-C on that the terminal has already sent, so it comes twice.
  const hear = (signal: NodeJS.Signals) => {
    stopping = true
    resolve(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, hear)
  const dispose = () => {
    for (const signal of signals) process.off(signal, hear)
  }
  return { asked: promise, isAsked: () => stopping, [Symbol.dispose]: dispose }
}
