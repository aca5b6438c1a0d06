import type { JSX, TargetedPointerEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { statusName } from '../../statuses.js';
import { ticksBetween } from '../../time-axis.js';
import { shareOf, type Area, type Extent } from './map-scale.js';
import { StatusPatterns } from './status-patterns.js';

/** A point of the map, in milliseconds since the epoch, and how much of them one pixel is. */
export interface Point {
  readonly knownMs: number;
  readonly effectiveMs: number;
}

export interface PixelMs {
  readonly known: number;
  readonly effective: number;
}

/** Room for the labels of the side, by how wide the map is. */
const LEFT_PX = { wide: 92, narrow: 72 } as const;
const WIDE_FROM_PX = 520;
const BOTTOM_PX = 26;
const TOP_PX = 8;
const RIGHT_PX = 8;
/** Smallest area that its status is written into. */
const LABEL_FITS_PX = { width: 92, height: 20 } as const;

/** The map itself: effective time across, known time up. It is for the eye and the pointer; the sliders below ask the same. */
export function MapPlot({
  areas,
  extent,
  zone,
  crosshair,
  onPoint,
  onLeave,
  onChoose,
  onReplay,
  label,
}: {
  areas: readonly Area[];
  extent: Extent;
  zone: string;
  crosshair: Point;
  onPoint: (point: Point, pixel: PixelMs) => void;
  onLeave: () => void;
  onChoose: () => void;
  /** The instant of knowing is dragged. */
  onReplay: (knownMs: number, pixel: PixelMs, done: boolean) => void;
  label: string;
}): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const height = Math.max(280, Math.min(500, width * 0.52));
  const left = width < WIDE_FROM_PX ? LEFT_PX.narrow : LEFT_PX.wide;
  const plotWidth = width - left - RIGHT_PX;
  const plotHeight = height - TOP_PX - BOTTOM_PX;
  const x = (ms: number) => left + shareOf(extent.effective, ms) * plotWidth;
  const y = (ms: number) => TOP_PX + (1 - shareOf(extent.known, ms)) * plotHeight;
  const pixel: PixelMs = {
    known: (extent.known.toMs - extent.known.fromMs) / plotHeight,
    effective: (extent.effective.toMs - extent.effective.fromMs) / plotWidth,
  };
  const pointOf = (event: PointerEvent): Point => {
    const box = frame.current!.getBoundingClientRect();
    const across = Math.min(Math.max(event.clientX - box.left - left, 0), plotWidth);
    const down = Math.min(Math.max(event.clientY - box.top - TOP_PX, 0), plotHeight);
    return {
      effectiveMs: extent.effective.fromMs + across * pixel.effective,
      knownMs: extent.known.toMs - down * pixel.known,
    };
  };
  const inside = { left, right: width - RIGHT_PX, top: TOP_PX, bottom: height - BOTTOM_PX };
  const knownY = clamp(y(crosshair.knownMs), inside.top, inside.bottom);
  const soX = clamp(x(crosshair.effectiveMs), inside.left, inside.right);

  return (
    <div class="map-frame" ref={frame}>
      {width > 0 && (
        <svg
          class="map"
          width={width}
          height={height}
          role="img"
          aria-label={label}
          onPointerMove={(event) => event.pointerType !== 'touch' && onPoint(pointOf(event), pixel)}
          onPointerLeave={onLeave}
          onClick={(event) => {
            onPoint(pointOf(event as unknown as PointerEvent), pixel);
            onChoose();
          }}
        >
          <StatusPatterns />
          <clipPath id="map-inside">
            <rect x={inside.left} y={inside.top} width={plotWidth} height={plotHeight} />
          </clipPath>
          <rect x={inside.left} y={inside.top} width={plotWidth} height={plotHeight} class="unknown" />
          <g clip-path="url(#map-inside)">
            {areas.map((area) => (
              <AreaShape key={keyOf(area)} area={area} x={x} y={y} />
            ))}
          </g>
          <Grid extent={extent} zone={zone} x={x} y={y} inside={inside} />
          <Ahead extent={extent} x={x} y={y} inside={inside} />
          <rect
            x={inside.left}
            y={inside.top}
            width={plotWidth}
            height={Math.max(0, knownY - inside.top)}
            class="veil"
          />
          <g class="labels">
            {areas.map((area) => (
              <AreaLabel key={keyOf(area)} area={area} x={x} y={y} below={knownY} />
            ))}
            <NothingKnown areas={areas} extent={extent} x={x} y={y} />
          </g>
          <line x1={soX} x2={soX} y1={inside.top} y2={inside.bottom} class="hair" />
          <line x1={inside.left} x2={inside.right} y1={knownY} y2={knownY} class="hair" />
          <circle cx={soX} cy={knownY} r="5" class="eye" />
          <Handle
            x={left}
            y={knownY}
            onDrag={(event, done) => onReplay(pointOf(event).knownMs, pixel, done)}
          />
        </svg>
      )}
    </div>
  );
}

type Scale = (ms: number) => number;

function AreaShape({ area, x, y }: { area: Area; x: Scale; y: Scale }): JSX.Element {
  const { effective, known, status } = area;
  return (
    <rect
      x={x(effective.fromMs)}
      y={y(known.toMs)}
      width={x(effective.toMs) - x(effective.fromMs)}
      height={y(known.fromMs) - y(known.toMs)}
      fill={`url(#pattern-${status})`}
      class="area"
    />
  );
}

/** The status written into its area, where there is room in the part that is not veiled. */
function AreaLabel({
  area: { effective, known, status },
  x,
  y,
  below,
}: {
  area: Area;
  x: Scale;
  y: Scale;
  below: number;
}): JSX.Element | null {
  const left = x(effective.fromMs);
  const top = Math.max(y(known.toMs), below);
  const fits =
    x(effective.toMs) - left >= LABEL_FITS_PX.width && y(known.fromMs) - top >= LABEL_FITS_PX.height;
  return fits ? (
    <text x={left + 7} y={top + 15} class={`area-label ${status === 'none' ? 'nothing-known' : ''}`}>
      {status === 'none' ? 'known of, no status yet' : statusName(status)}
    </text>
  ) : null;
}

function NothingKnown({
  areas,
  extent,
  x,
  y,
}: {
  areas: readonly Area[];
  extent: Extent;
  x: Scale;
  y: Scale;
}): JSX.Element | null {
  const first = Math.min(...areas.map(({ known }) => known.fromMs));
  const room = y(extent.known.fromMs) - y(first);
  return room < LABEL_FITS_PX.height ? null : (
    <text x={x(extent.effective.fromMs) + 7} y={y(first) + 15} class="area-label nothing-known">
      nothing known yet
    </text>
  );
}

interface Inside {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const PX_PER_TICK = 110;

function Grid({
  extent,
  zone,
  x,
  y,
  inside,
}: {
  extent: Extent;
  zone: string;
  x: Scale;
  y: Scale;
  inside: Inside;
}): JSX.Element {
  const { effective, known } = extent;
  const across = Math.max(2, Math.floor((inside.right - inside.left) / PX_PER_TICK));
  const up = Math.max(2, Math.floor((inside.bottom - inside.top) / (PX_PER_TICK / 2)));
  return (
    <g class="grid">
      {ticksBetween(effective.fromMs, effective.toMs, zone, across).map(({ at, label }) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1={inside.top} y2={inside.bottom + 4} />
          <text {...besideTick(x(at), inside)} y={inside.bottom + 17}>
            {label}
          </text>
        </g>
      ))}
      {ticksBetween(known.fromMs, known.toMs, zone, up).map(({ at, label }) => (
        <g key={at}>
          <line x1={inside.left - 4} x2={inside.right} y1={y(at)} y2={y(at)} />
          {label.split(', ').map((part, line, parts) => (
            <text key={part} x={inside.left - 8} y={y(at) + 4 + (line + 1 - parts.length) * 13} class="end">
              {part}
            </text>
          ))}
        </g>
      ))}
    </g>
  );
}

/** Room that the label of a tick needs to its right. */
const TICK_LABEL_PX = 64;

/** A label stands to the right of its tick; to the left, where the map ends. */
function besideTick(x: number, { right }: Inside): { readonly x: number; readonly class?: string } {
  return x + TICK_LABEL_PX > right ? { x: x - 3, class: 'end' } : { x: x + 3 };
}

/**
 * The dotted line, on which the moment asked about is the moment of knowing, and the paler side of it, on which it lies
 * ahead of what was known.
 */
function Ahead({
  extent,
  x,
  y,
  inside,
}: {
  extent: Extent;
  x: Scale;
  y: Scale;
  inside: Inside;
}): JSX.Element {
  const { fromMs, toMs } = extent.effective;
  const line = [
    [x(fromMs), y(fromMs)],
    [x(toMs), y(toMs)],
  ] as const;
  const far = `${inside.right},${Math.max(inside.bottom, line[0][1])} ${line[0][0]},${Math.max(inside.bottom, line[0][1])}`;
  return (
    <g clip-path="url(#map-inside)">
      <polygon points={`${line[0].join(',')} ${line[1].join(',')} ${far}`} class="ahead" />
      <line x1={line[0][0]} y1={line[0][1]} x2={line[1][0]} y2={line[1][1]} class="diagonal" />
    </g>
  );
}

/** The grip at the end of the line of the instant of knowing. */
function Handle({
  x,
  y,
  onDrag,
}: {
  x: number;
  y: number;
  onDrag: (event: PointerEvent, done: boolean) => void;
}): JSX.Element {
  const held = useRef(false);
  const grab = (event: TargetedPointerEvent<SVGGElement>) => {
    held.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: TargetedPointerEvent<SVGGElement>) => {
    if (held.current) {
      event.stopPropagation();
      onDrag(event, false);
    }
  };
  const drop = (event: TargetedPointerEvent<SVGGElement>) => {
    if (held.current) {
      held.current = false;
      onDrag(event, true);
    }
  };
  return (
    <g
      class="handle"
      transform={`translate(${x} ${y})`}
      onPointerDown={grab}
      onPointerMove={move}
      onPointerUp={drop}
      onPointerCancel={drop}
      onClick={(event) => event.stopPropagation()}
    >
      <title>Drag: replays how knowledge grew</title>
      <rect x="-24" y="-16" width="40" height="32" class="reach" />
      <path d="M0 0-8-7h-12v14h12z" />
    </g>
  );
}

function keyOf({ belief }: Area): string {
  return `${belief.knownFrom} ${belief.effectiveFrom} ${belief.event}`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function useWidth(frame: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  return width;
}
