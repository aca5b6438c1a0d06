import { benchAnswers } from './answers.js';
import { benchAppends } from './append.js';
import { benchRecording } from './recording.js';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  append: benchAppends,
  recording: benchRecording,
  answers: benchAnswers,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no bench "${unknown}"; there are ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  await benches[name]();
}
