import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/** An independent reader of what the service writes. */
export class DuckDb {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<DuckDb> {
    const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'").catch(() => {}); // knows no zones without its extension
    return new DuckDb(instance, connection);
  }

  /** Rows with every value as DuckDB would write it as JSON. */
  async rows(sql: string): Promise<Record<string, any>[]> {
    const reader = await this.connection.runAndReadAll(sql);
    return reader.getRowObjectsJson() as Record<string, any>[];
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
