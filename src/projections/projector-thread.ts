import { parentPort, workerData } from 'node:worker_threads';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { allReadModels } from './all-read-models.js';
import { ReadModelFile, type Outcome } from './read-model-file.js';

/*
 * Writes the read models, away from the thread that answers. Takes pages of events and answers each with what became of
 * it in every read model; `null` closes the files.
 */
const { directory, generation } = workerData as { directory: string; generation: number };
const files = allReadModels.map((model) => new ReadModelFile(model, directory, generation));

parentPort!.postMessage(outcomes((file) => file.outcome()));
parentPort!.on('message', (page: readonly RecordedEvent[] | null) => {
  if (page === null) {
    files.forEach((file) => file.close());
    parentPort!.close();
  } else {
    parentPort!.postMessage(outcomes((file) => file.apply(page)));
  }
});

function outcomes(of: (file: ReadModelFile) => Outcome): Record<string, Outcome> {
  return Object.fromEntries(files.map((file) => [file.model.name, of(file)]));
}
