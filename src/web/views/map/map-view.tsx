import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AskedOfAnswer } from '../../../deal/knowledge.js';
import type { Timeline } from '../../../deal/timeline.js';
import { Told } from '../../../prose/told.js';
import { When } from '../../../prose/when.js';
import { changed, questionOf, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';
import { DealHeader } from '../../deal-header.js';
import { lastInstantOf, sayMoment } from '../../moment.js';
import { navigate } from '../../navigation.js';
import type { ViewProps } from '../../routes.js';
import { useShown } from '../../shown.js';
import { StatusMark } from '../../status-mark.js';
import { ALL_STATUSES, statusName, type StatusOrNone } from '../../statuses.js';
import { TroubleNote } from '../../trouble-note.js';
import { MapPlot, type PixelMs, type Point } from './map-plot.js';
import { areasOf, beliefAt, changesOf, extentOf, instantAt, type Belief, type Extent } from './map-scale.js';
import { InstantSlider } from './map-sliders.js';
import { MapTable } from './map-table.js';
import { useReplay } from './replay.js';
import '../../styles/map.css';

interface History {
  readonly rectangles: readonly Belief[];
  readonly asked: Pick<AskedOfAnswer, 'audience' | 'basis' | 'certainty' | 'answerVersion'>;
}

/** Every past belief about every past moment. The crosshair asks, and the headline answers as it moves. */
export function MapView({ address, beat }: ViewProps): JSX.Element {
  const deal = address.deal!;
  const { knownAt: _, effectiveAt: __, ...lasting } = questionOf(address);
  const asked = addressOf(`/deals/${deal}/history`, { ...lasting, field: 'status' });
  const { value, trouble, again } = useAnswer<History>(asked, deal, beat);
  useShown(value ? { asked: value.asked, data: { history: asked } } : null);
  const [looked, setLooked] = useState<Looked>({});
  const beliefs = value?.rectangles ?? [];
  const extent = extentOf(beliefs, Date.now());
  return (
    <article>
      <DealHeader address={changed(address, looked)} beat={beat} steady />
      {trouble && <TroubleNote trouble={trouble} again={again} />}
      {value && !extent && <p class="nothing">Nothing was ever known of it by this audience.</p>}
      {extent && <Map beliefs={beliefs} extent={extent} address={address} looked={looked} look={setLooked} />}
    </article>
  );
}

/** Where one looks for the moment, without having gone there. */
type Looked = Partial<Pick<Address, 'knownAt' | 'effectiveAt'>>;

function Map({
  beliefs,
  extent,
  address,
  looked,
  look,
}: {
  beliefs: readonly Belief[];
  extent: Extent;
  address: Address;
  looked: Looked;
  look: (at: Looked) => void;
}): JSX.Element {
  const { zone } = address;
  const there = changed(address, looked);
  const crosshair = crosshairOf(there, extent);
  const known = changesOf(beliefs, 'known');
  const effective = changesOf(beliefs, 'effective');
  const areas = areasOf(beliefs, extent);
  const go = (at: Looked, replace = false) => {
    look({});
    navigate(changed(address, at), { replace });
  };
  const toPoint = ({ knownMs, effectiveMs }: Point, pixel: PixelMs): Looked => ({
    knownAt: instantAt(knownMs, pixel.known, zone),
    effectiveAt: instantAt(effectiveMs, pixel.effective, zone),
  });
  const toKnown = (ms: number, stepMs: number): Looked => ({ knownAt: instantAt(ms, stepMs, zone) });
  const replay = useReplay(extent.known, known, (ms) => {
    const step = (extent.known.toMs - extent.known.fromMs) / 500;
    look(ms === null ? {} : toKnown(ms, step));
  });
  const belief = beliefAt(beliefs, crosshair.knownMs, crosshair.effectiveMs);
  const told = useTold(address);
  return (
    <div class="map-view">
      <p class="map-reading">
        <StatusMark status={(belief?.value ?? 'none') as StatusOrNone} bare={belief === undefined} />
        <span>{sayPoint(there, belief, told)}</span>
      </p>
      <p class="map-caption">
        Upwards, when it was known; across, when it was so.
        {extent.effective.toMs > extent.known.fromMs &&
          ` Along the dotted line the ${address.audience} knew things as they happened; left of it lies what was learned later about earlier days.`}
      </p>
      <MapPlot
        areas={areas}
        extent={extent}
        zone={zone}
        crosshair={crosshair}
        onPoint={(point, pixel) => look(toPoint(point, pixel))}
        onLeave={() => look({})}
        onChoose={() => go(looked)}
        onReplay={(ms, pixel, done) => (done ? go(toKnown(ms, pixel.known)) : look(toKnown(ms, pixel.known)))}
        label={labelOf(areas.map(({ status }) => status))}
      />
      <div class="map-controls">
        <InstantSlider
          name="Known at"
          range={extent.known}
          value={crosshair.knownMs}
          changes={known}
          said={there.knownAt === undefined ? 'now' : undefined}
          zone={zone}
          onSlide={(ms, stepMs) => go(toKnown(ms, stepMs), true)}
        />
        <InstantSlider
          name="About"
          range={extent.effective}
          value={crosshair.effectiveMs}
          changes={effective}
          said={there.effectiveAt === undefined ? 'the moment of knowing' : undefined}
          zone={zone}
          onSlide={(ms, stepMs) => go({ ...knownOf(there), effectiveAt: instantAt(ms, stepMs, zone) }, true)}
        />
        <div class="map-buttons">
          <button type="button" aria-pressed={replay.running} onClick={replay.toggle}>
            {replay.running ? 'Stop' : 'Replay how knowledge grew'}
          </button>
          {there.effectiveAt !== undefined && (
            <button type="button" onClick={() => navigate(changed(there, { effectiveAt: undefined }))}>
              About the moment of knowing
            </button>
          )}
        </div>
      </div>
      <ul class="map-legend" aria-label="Statuses on the map">
        {ALL_STATUSES.filter((status) => areas.some((area) => area.status === status)).map((status) => (
          <li key={status}>
            <svg width="28" height="16" aria-hidden="true">
              <rect width="28" height="16" fill={`url(#pattern-${status})`} class="area" />
            </svg>
            <StatusMark status={status} />
          </li>
        ))}
      </ul>
      <MapTable beliefs={beliefs} when={new When(zone)} told={told} />
    </div>
  );
}

/** The claims of all time, to name who said what the map shows. */
function useTold(address: Address): Told | undefined {
  const { knownAt: _, effectiveAt: __, ...lasting } = questionOf(address);
  const { value } = useAnswer<Timeline>(
    addressOf(`/deals/${address.deal!}/timeline`, lasting),
    address.deal!,
  );
  return value && Told.by(value, new When(address.zone));
}

/** Now lies at the newest edge of the map. */
function crosshairOf({ knownAt, effectiveAt, zone }: Address, extent: Extent): Point {
  const instant = (value: string | undefined) => {
    const at = value === undefined ? null : lastInstantOf(value, zone);
    return at === null ? undefined : Date.parse(at);
  };
  const knownMs = instant(knownAt);
  return {
    knownMs: knownMs ?? extent.known.toMs,
    effectiveMs: instant(effectiveAt) ?? knownMs ?? extent.effective.toMs,
  };
}

function knownOf({ knownAt }: Address): Looked {
  return knownAt === undefined ? {} : { knownAt };
}

function sayPoint(
  { knownAt, effectiveAt, zone, audience }: Address,
  belief: Belief | undefined,
  told: Told | undefined,
): string {
  const known = knownAt === undefined ? 'now' : sayMoment(knownAt, zone);
  const about = effectiveAt === undefined ? 'that very moment' : sayMoment(effectiveAt, zone);
  const at = knownAt === undefined ? known : `at ${known}`;
  if (!belief) {
    return `Nothing known by the ${audience} ${at}.`;
  }
  const source = belief.event === undefined ? undefined : told?.source(belief.event)?.name;
  return `known ${at}, about ${about}${source === undefined ? '' : `; on the word of ${source}`}`;
}

function labelOf(statuses: readonly StatusOrNone[]): string {
  const names = [...new Set(statuses)].map((status) => statusName(status).toLowerCase());
  return `Knowledge map: what was believed (${names.join(', ')}), by when it was known (up) and about when (across). The sliders and the table below say the same.`;
}
