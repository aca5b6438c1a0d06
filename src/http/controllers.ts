import type { Type } from '@nestjs/common';

export const controllers: Type[] = [];
