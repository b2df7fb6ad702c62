/** A mistake behind four numbers in a row: by chance nobody meets it, guided by what is reached it takes seconds. */
export const check =
  () =>
  (data: Buffer): void => {
    const [a, b, c, d] = data
    if (a === 0x46 && b === 0x75 && c === 0x7a && d === 0x7a) throw new Error('broken: the planted mistake')
  }

export const seeds = ['']
