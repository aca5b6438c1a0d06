const FIRST = ['UTC', 'America/New_York', 'Europe/London', 'Europe/Paris', 'Asia/Kolkata', 'Asia/Tokyo'];

/** Zones to choose from: the present one, UTC, the reader's own, those of the great exchanges, then all others. */
export function zonesToChoose(present: string): readonly string[] {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set(['UTC', own, present, ...FIRST, ...Intl.supportedValuesOf('timeZone')])];
}
