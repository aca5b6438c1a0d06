import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '../projections/read-models.js';

/** Have the read models taken in this position, at the latest after `timeoutMs`? */
export class PositionProjected extends Query<boolean> {
  constructor(
    readonly position: number,
    readonly timeoutMs: number,
  ) {
    super();
  }
}

@QueryHandler(PositionProjected)
export class PositionProjectedHandler implements IQueryHandler<PositionProjected, boolean> {
  constructor(private readonly readModels: ReadModels) {}

  execute({ position, timeoutMs }: PositionProjected): Promise<boolean> {
    return this.readModels.reached(position, timeoutMs);
  }
}
