/** A page ends early rather than hold much more than this, however large its events are. */
export const MOST_PAGE_CHARACTERS = 8 * 1024 * 1024;
