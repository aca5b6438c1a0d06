import { SqliteCopyTarget } from '../../src/event-store/engines/sqlite/sqlite-copy-target.js';
import { copyContract, type CopyEngine } from './copy-contract.js';
import { SqliteEngine } from './sqlite-engine.js';

class SqliteCopyEngine implements CopyEngine {
  readonly #engine = new SqliteEngine();
  #targets: SqliteCopyTarget[] = [];

  async open(): Promise<SqliteCopyTarget> {
    await this.#engine.newDirectory();
    return this.reopen();
  }

  async reopen(): Promise<SqliteCopyTarget> {
    const target = await SqliteCopyTarget.open(this.#engine.directory);
    this.#targets.push(target);
    return target;
  }

  openEmpty = () => this.#engine.open();
  store = () => this.#engine.reopen();

  async cleanUp(): Promise<void> {
    await Promise.all(this.#targets.splice(0).map((target) => target.close()));
    await this.#engine.cleanUp();
  }
}

copyContract('sqlite', new SqliteCopyEngine());
