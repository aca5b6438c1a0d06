import { benchAnswers } from './answers.js';
import { benchAppends } from './append.js';
import { benchEngines } from './engines.js';
import { benchFollow } from './follow.js';
import { benchKnownWhen } from './known-when.js';
import { benchPage } from './page.js';
import { benchPanel } from './panel.js';
import { benchRecording } from './recording.js';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  append: benchAppends,
  recording: benchRecording,
  answers: benchAnswers,
  engines: benchEngines,
  'known-when': benchKnownWhen,
  follow: benchFollow,
  panel: benchPanel,
  page: benchPage,
};

const asked = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benches);
for (const name of asked) {
  const bench = benches[name];
  if (!bench) {
    process.stderr.write(`there is no bench "${name}"; there are ${Object.keys(benches).join(', ')}\n`);
    process.exit(2);
  }
  await bench();
}
