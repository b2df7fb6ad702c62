/**
 * Takes a row for its wire type: JSON turns its dates into text and drops what is `undefined`. The compiler cannot see that,
 * so the tests hold every answer against its schema.
 */
export const asWire = <T>(row: object): T => row as T
