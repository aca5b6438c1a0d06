import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { world, questionRecipe, questionFor, boundaries, decoded } from './history.js';
import { answer } from '../../src/deal/knowledge.js';
import { timeline } from '../../src/deal/timeline.js';
import { oracleAnswer, oracleTimeline, oracleDiff } from '../oracle/oracle.js';
it('p', () => {
  const t: any = {};
  const time = (n: string, f: () => any) => { const s = performance.now(); const r = f(); t[n] = (t[n] ?? 0) + performance.now() - s; return r; };
  const ws = time('gen', () => fc.sample(world, { numRuns: 200, seed: 1 }));
  const qs = fc.sample(questionRecipe, { numRuns: 6, seed: 1 });
  for (const w of ws) for (const st of w.deals.values()) { const b = boundaries(st); for (const q of qs) {
    const ques = questionFor(q, b, w.head);
    const ev = time('dec', () => decoded(st));
    const a = time('ans', () => answer(ev, ques)); time('tl', () => timeline(ev, ques));
    const o = time('oans', () => oracleAnswer(st, ques)); time('otl', () => oracleTimeline(st, ques));
    time('json', () => JSON.parse(JSON.stringify(a)));
    time('expect', () => expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(o))));
    time('deep', () => isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(o))));
  } }
  console.log(t);
});
