/** The store of the queue answers, but a queue must not be kept in it as it is set up. */
export class QueueRefused extends Error {
  override name = 'QueueRefused'
}

/** The store of the queue was not reached yet. */
export class QueueAway extends Error {
  override name = 'QueueAway'
}
