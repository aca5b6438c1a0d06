import { setTimeout as pause } from 'node:timers/promises';

/** Longer than anything is waited for, even on a busy machine. */
const MOST_WAIT_MS = 120_000;

/** Resolves once the condition holds; rejects where that would be in vain. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + MOST_WAIT_MS;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`waited ${MOST_WAIT_MS} ms in vain for ${condition.toString()}`);
    }
    await pause(5);
  }
}
