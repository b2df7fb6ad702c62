import { openBoard } from './board.ts'
import { ownScript, serviceOf } from './own-script.ts'

const script = ownScript('counts.js')

const start = () => {
  const { api = serviceOf(script), site = '', follow } = script?.dataset ?? {}
  const board = openBoard(api, site)
  void board.ask()
  if (follow !== undefined) board.follow()
}

// Where the page is still being read, its last numbers are not there yet.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
else start()
