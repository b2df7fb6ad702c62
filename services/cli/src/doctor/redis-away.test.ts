import { expect, test } from 'vitest'
import { judgeAway, whyAway } from './redis-away.ts'

const coded = (code: string) => Object.assign(new Error('a sentence of the library'), { code })

test.each([
  [new Error('WRONGPASS invalid username-password pair'), 'WRONGPASS', 'the user and the password in CACHE_URL'],
  [new Error("NOPERM this user has no permissions to run the 'info' command"), 'NOPERM', 'ACL SETUSER'],
  [new Error("ERR unknown command 'info'"), 'renamed', 'rename no command'],
  [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
  [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'ALTNAME', "as the server's certificate does"],
  [coded('ECONNRESET'), 'ECONNRESET', 'protected-mode'],
  [coded('ECONNREFUSED'), 'ECONNREFUSED', 'see that it runs'],
  [AbortSignal.abort().reason, 'no answer', 'see that it runs'],
])('%s is told as %s, with what mends it', (fault, says, mend) => {
  expect(judgeAway("the cache's", 'CACHE_URL', whyAway(fault))).toEqual({
    level: 'wrong',
    says: expect.stringContaining(says),
    mend: expect.stringContaining(mend),
  })
})
