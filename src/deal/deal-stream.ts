/** The stream that holds a deal's events. */
export function dealStream(deal: string): string {
  return `deal-${deal}`;
}
