import { parentPort, workerData } from 'node:worker_threads';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { allReadModels } from './all-read-models.js';
import { ReadModelFile, type Outcome } from './read-model-file.js';

export interface ProjectorData {
  readonly directory: string;
  readonly generation: number;
  /** The files are thrown away unless they are settled. */
  readonly inTheMaking: boolean;
}

/** What the thread is asked to do: take in a page, do a part of what is built, make files in the making last, or end. */
export type ProjectorTask = readonly RecordedEvent[] | 'build' | 'settle' | 'close';

/*
 * Writes the read models, away from the thread that answers. Answers each task but the last with where every read model
 * stands then.
 */
const { directory, generation, inTheMaking } = workerData as ProjectorData;
const files = allReadModels.map((model) => new ReadModelFile(model, directory, generation, inTheMaking));

parentPort!.postMessage(outcomes((file) => file.outcome()));
parentPort!.on('message', (task: ProjectorTask) => {
  if (task === 'close') {
    files.forEach((file) => file.close());
    parentPort!.close();
    return;
  }
  if (task === 'settle') {
    files.forEach((file) => file.settle());
  }
  const [first] = files.map((file) => file.outcome());
  parentPort!.postMessage(
    outcomes((file) => {
      if (task === 'build') {
        return file.build(first!);
      }
      return task === 'settle' ? file.outcome() : file.apply(task);
    }),
  );
});

function outcomes(of: (file: ReadModelFile) => Outcome): Record<string, Outcome> {
  return Object.fromEntries(files.map((file) => [file.model.name, of(file)]));
}
