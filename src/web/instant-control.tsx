import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isAboutNow, PAGE_AUDIENCES, type Address } from './address.js';
import type { Live } from './live.js';
import {
  daysLater,
  lastInstantOf,
  putTogether,
  sayMoment,
  takeApart,
  todayIn,
  type DateAndTime,
} from './moment.js';
import { adjust } from './navigation.js';
import { zonesToChoose } from './zones.js';
import { When } from '../prose/when.js';
import './styles/instant-control.css';

/** Years are typed digit by digit; until there are four, no instant is meant. */
const FIRST_YEAR = '1900';

/** The one control for the whole page: whose knowledge, and at which instant. It reads as a sentence. */
export function InstantControl({ address, live }: { address: Address; live: Live }): JSX.Element {
  return (
    <div class="instant-control" role="group" aria-label="Whose knowledge, and at which instant">
      <span class="said">What</span>
      <Audience address={address} />
      <span class="said">{isAboutNow(address) ? 'knows' : 'knew'}</span>
      <KnownAt address={address} live={live} />
      <Zone zone={address.zone} />
      <More address={address} />
    </div>
  );
}

function Audience({ address }: { address: Address }): JSX.Element {
  return (
    <span class="choice" role="radiogroup" aria-label="Whose knowledge">
      {PAGE_AUDIENCES.map((audience) => (
        <label key={audience}>
          <input
            type="radio"
            name="audience"
            value={audience}
            checked={address.audience === audience}
            onChange={() => adjust({ audience })}
          />
          <span>the {audience}</span>
        </label>
      ))}
    </span>
  );
}

function KnownAt({ address, live }: { address: Address; live: Live }): JSX.Element {
  const { knownAt, zone } = address;
  const now = isAboutNow(address);
  const set = (value: string) =>
    adjust({ knownAt: value, basis: undefined }, { replace: knownAt !== undefined });
  const step = (days: number) => set(daysLater(knownAt ?? todayIn(zone, Date.now()), days, zone));
  return (
    <>
      <button
        type="button"
        class="now"
        aria-pressed={now}
        title={now ? LIVE_TITLES[live.state] : 'Back to what is known now'}
        onClick={() => adjust({ knownAt: undefined, effectiveAt: undefined, basis: undefined })}
      >
        <span class={`pulse pulse-${now ? live.state : 'past'}`} aria-hidden="true" />
        now
      </button>
      <span class="said or-on">or on</span>
      <span class="steps">
        <button type="button" class="step" aria-label="A day earlier" onClick={() => step(-1)}>
          ‹
        </button>
        <Moment key={`${knownAt} ${zone}`} name="known" value={knownAt} zone={zone} onSet={set} />
        <button type="button" class="step" aria-label="A day later" onClick={() => step(1)}>
          ›
        </button>
      </span>
    </>
  );
}

const LIVE_TITLES = {
  live: 'This is what is known now; changes arrive by themselves',
  connecting: 'This is what is known now',
  interrupted: 'This is what was known a moment ago; changes do not arrive at the moment',
} as const;

/** What a moment is for, as its fields are called. */
const MOMENTS = {
  known: 'as known on',
  so: 'about how things stood on',
  from: 'to compare with',
} as const;

/** A date and a time of day. It takes effect when it is whole; an empty time means the end of the day. */
export function Moment({
  name,
  value,
  zone,
  onSet,
}: {
  name: keyof typeof MOMENTS;
  value: string | undefined;
  zone: string;
  onSet: (value: string) => void;
}): JSX.Element {
  const [parts, setParts] = useState<DateAndTime>(
    (value === undefined ? null : takeApart(value, zone)) ?? { date: '', time: '' },
  );
  const change = (now: DateAndTime) => {
    setParts(now);
    const whole = now.date >= FIRST_YEAR ? putTogether(now, zone) : null;
    if (whole !== null && whole !== value) {
      onSet(whole);
    }
  };
  const what = MOMENTS[name];
  return (
    <span class="moment">
      <input
        type="date"
        aria-label={`Date, ${what}`}
        value={parts.date}
        min="1900-01-01"
        max="9999-12-31"
        onChange={(event) => change({ ...parts, date: event.currentTarget.value })}
      />
      <input
        type="time"
        aria-label={`Time of day, ${what}; empty means the end of the day`}
        value={parts.time}
        disabled={parts.date === ''}
        onChange={(event) => change({ ...parts, time: event.currentTarget.value })}
      />
    </span>
  );
}

function Zone({ zone }: { zone: string }): JSX.Element {
  return (
    <label class="zone">
      <span class="unseen">Time zone of dates and times</span>
      <select
        value={zone}
        onChange={(event) => adjust({ zone: event.currentTarget.value })}
        title="Time zone of dates and times"
      >
        {zonesToChoose(zone).map((one) => (
          <option key={one} value={one}>
            {one.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </label>
  );
}

const KINDS = {
  press_anonymous: 'press, unnamed sources',
  press: 'press',
  company: 'companies',
  regulator: 'regulators',
  court: 'courts',
  filing: 'official filings',
  internal: 'internal notes',
} as const;

/** What is asked less often: another moment than the one of knowing, doubtful claims, one kind of source. */
function More({ address }: { address: Address }): JSX.Element {
  const { effectiveAt, certainty, sourceKind, basis, zone } = address;
  const inUse = [effectiveAt, certainty, sourceKind, basis].filter((one) => one !== undefined).length;
  return (
    <details class="more">
      <summary>{inUse === 0 ? 'more' : `more (${inUse})`}</summary>
      <div class="more-panel">
        <p>
          <span>About how things stood on</span>
          <Moment
            key={`${effectiveAt} ${zone}`}
            name="so"
            value={effectiveAt}
            zone={zone}
            onSet={(value) => adjust({ effectiveAt: value })}
          />
          {effectiveAt === undefined ? (
            <small>Left empty: the very moment at which it was known.</small>
          ) : (
            <button type="button" onClick={() => adjust({ effectiveAt: undefined })}>
              the moment of knowing
            </button>
          )}
        </p>
        <label>
          <input
            type="checkbox"
            checked={certainty === 'possible'}
            onChange={(event) => adjust({ certainty: event.currentTarget.checked ? 'possible' : undefined })}
          />
          Count also what is only possible: imprecise dates at their earliest
        </label>
        <label>
          Only what is told by{' '}
          <select
            value={sourceKind ?? ''}
            onChange={(event) => adjust({ sourceKind: event.currentTarget.value || undefined })}
          >
            <option value="">sources of every kind</option>
            {Object.entries(KINDS).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
            {sourceKind !== undefined && !(sourceKind in KINDS) && (
              <option value={sourceKind}>{sourceKind.replaceAll('_', ' ')}</option>
            )}
          </select>
        </label>
        {basis !== undefined && (
          <p>
            By the record up to position {basis}.{' '}
            <button type="button" onClick={() => adjust({ basis: undefined })}>
              by all that is recorded
            </button>
          </p>
        )}
      </div>
    </details>
  );
}

/** Says across the page that one is looking at the past; nothing at all now. */
export function PastBand({ address }: { address: Address }): JSX.Element | null {
  if (isAboutNow(address)) {
    return null;
  }
  const { knownAt, effectiveAt, zone, basis, audience } = address;
  const clocks = new When(zone).clocks;
  const known = knownAt === undefined ? '' : ` on ${sayMoment(knownAt, zone)} (${clocks})`;
  const about =
    effectiveAt === undefined ? '' : `, about how things stood at ${sayMoment(effectiveAt, zone)}`;
  const kept = basis === undefined ? '' : ` By the record up to position ${basis}: a kept answer.`;
  const ahead = knownAt !== undefined && isAhead(knownAt, zone);
  return (
    <div class="past-band" role="status">
      <p>
        <strong>{ahead ? 'Not yet.' : 'The past.'}</strong> What the {audience} knew
        {known.replace('on the end of', 'by the end of')}
        {about}.{kept}{' '}
        <span class="assurance">
          {ahead ? 'That instant has not come.' : 'Nothing learned later counts.'}
        </span>
      </p>
      <button
        type="button"
        onClick={() => adjust({ knownAt: undefined, effectiveAt: undefined, basis: undefined })}
      >
        Back to now
      </button>
    </div>
  );
}

function isAhead(knownAt: string, zone: string): boolean {
  const instant = lastInstantOf(knownAt, zone);
  const today = todayIn(zone, Date.now());
  return instant !== null && Date.parse(instant) > Date.now() && takeApart(knownAt, zone)?.date !== today;
}
