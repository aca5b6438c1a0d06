import type { JSX } from 'preact';
import { sayMoment } from '../../moment.js';
import { instantAt, type Range } from './map-scale.js';

const STEPS = 500;

/** One of the two instants of the map as a slider: the same question by keyboard, and without seeing the map. */
export function InstantSlider({
  name,
  range,
  value,
  changes,
  zone,
  said: inPlace,
  onSlide,
}: {
  name: string;
  range: Range;
  /** Milliseconds since the epoch. */
  value: number;
  /** Instants at which something changes, in order. */
  changes: readonly number[];
  zone: string;
  /** What is said in place of the instant, where none was chosen. */
  said: string | undefined;
  onSlide: (ms: number, stepMs: number) => void;
}): JSX.Element {
  const stepMs = (range.toMs - range.fromMs) / STEPS;
  const earlier = changes.findLast((at) => at < value - 1);
  const later = changes.find((at) => at > value + 1);
  const said = inPlace ?? sayMoment(instantAt(value, stepMs, zone), zone);
  return (
    <div class="instant-slider">
      <label>
        <span>{name}</span>
        <input
          type="range"
          min="0"
          max={STEPS}
          value={Math.round((value - range.fromMs) / stepMs)}
          aria-valuetext={said}
          onInput={(event) => onSlide(range.fromMs + event.currentTarget.valueAsNumber * stepMs, stepMs)}
        />
      </label>
      <output>{said}</output>
      <button
        type="button"
        disabled={earlier === undefined}
        aria-label={`${name}: the change before`}
        onClick={() => onSlide(earlier!, 0)}
      >
        ‹ change
      </button>
      <button
        type="button"
        disabled={later === undefined}
        aria-label={`${name}: the next change`}
        onClick={() => onSlide(later!, 0)}
      >
        change ›
      </button>
    </div>
  );
}
