import { expect, test } from 'vitest'
import { makeReceipt, parseReceipt } from './receipt.ts'

const secret = Buffer.from('a secret')
const of = { siteId: 'paper', idempotencyKey: 'k'.repeat(22), commentId: '01a20a77-54b8-7179-a75b-cd3a9b82c720' }

test('a receipt reads back as its parts, and its stored hash is not the secret it carries', () => {
  const { receipt, receiptHash } = makeReceipt(secret, of)
  expect(parseReceipt(receipt)).toEqual({ siteId: of.siteId, commentId: of.commentId, receiptHash })
  expect(receipt).not.toContain(receiptHash)
})

test('a replay makes the same receipt; another key, comment, site or service makes another', () => {
  const { receipt } = makeReceipt(secret, of)
  expect(makeReceipt(secret, of).receipt).toBe(receipt)
  const proofs = [
    makeReceipt(secret, { ...of, idempotencyKey: 'j'.repeat(22) }),
    makeReceipt(secret, { ...of, siteId: 'other' }),
    makeReceipt(secret, { ...of, commentId: of.commentId.replace('0', '1') }),
    makeReceipt(Buffer.from('another secret'), of),
  ].map((made) => made.receipt.split('.')[2])
  expect(new Set([receipt.split('.')[2], ...proofs]).size).toBe(5)
})

test.each([
  '',
  'paper',
  'paper.1.2',
  '../../x',
  `paper.${of.commentId}.short`,
  `Paper.${of.commentId}.${'x'.repeat(43)}`,
])('%j is no receipt', (text) => {
  expect(parseReceipt(text)).toBeUndefined()
})
