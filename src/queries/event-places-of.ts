import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '../projections/read-models.js';

/** At which positions may the event of an id be? */
export class EventPlacesOf extends Query<readonly number[]> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(EventPlacesOf)
export class EventPlacesOfHandler implements IQueryHandler<EventPlacesOf, readonly number[]> {
  constructor(private readonly readModels: ReadModels) {}

  execute({ id }: EventPlacesOf): Promise<readonly number[]> {
    return this.readModels.read(({ places }) => places.of(id));
  }
}
