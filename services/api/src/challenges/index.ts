export { CHALLENGE_LIFE_MS, createChallenges, type Challenges } from './challenges.ts'
export { createPressure } from './pressure.ts'
export { createSpent } from './spent.ts'
