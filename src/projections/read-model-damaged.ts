/** A row of a read model is not what was projected. It is not served; a rebuild makes the read model anew. */
export class ReadModelDamaged extends Error {
  readonly readModel: string;

  constructor(readModel: string, position: number) {
    super(
      `the read model ${readModel} is damaged at position ${position}; "knownwhen rebuild" makes it anew from the record`,
    );
    this.name = 'ReadModelDamaged';
    this.readModel = readModel;
  }
}
