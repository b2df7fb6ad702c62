/** What those answered who did; throws what the first met when nobody answered. One master of a cluster may be away while the
 *  others serve their sites. */
export const answersOf = async <T>(asked: readonly Promise<T>[]): Promise<T[]> => {
  const settled = await Promise.allSettled(asked)
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const fault = settled.find((one) => one.status === 'rejected')
  if (answers.length === 0 && fault) throw fault.reason
  return answers
}
