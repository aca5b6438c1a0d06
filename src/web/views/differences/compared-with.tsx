import type { JSX } from 'preact';
import type { Address, PageAudience } from '../../address.js';
import { PAGE_AUDIENCES } from '../../address.js';
import { Moment } from '../../instant-control.js';
import { adjust } from '../../navigation.js';
import type { Side } from '../../facts.js';
import { newsOf, type News } from './compare.js';

const LONGEST = 60;

/** With what the answer is compared: another audience, another instant, or what was known before some news. */
export function ComparedWith({
  address,
  left,
  right,
}: {
  readonly address: Address;
  /** Absent while there is none to compare with. */
  readonly left?: Side | undefined;
  readonly right: Side;
}): JSX.Element {
  const news = newsOf(right);
  const { zone } = address;
  const from = address.from ?? left?.address.knownAt;
  const set = (moment: string) => adjust({ from: moment }, { replace: address.from !== undefined });
  return (
    <div class="compared-with" role="group" aria-label="Compared with">
      <span class="said">Compared with what</span>
      <Audience
        now={PAGE_AUDIENCES.find((one) => one === address.fromAudience) ?? address.audience}
        of={address.audience}
      />
      <span class="said">knew on</span>
      <Moment key={`${from} ${zone}`} name="from" value={from} zone={zone} onSet={set} />
      {news.length > 0 && (
        <label>
          <span class="said">or just before</span>{' '}
          <select
            value={news.some(({ before }) => before === from) ? from : ''}
            onChange={(event) => set(event.currentTarget.value)}
          >
            <option value="" disabled>
              some news …
            </option>
            {news.map((one) => (
              <option key={one.first.event} value={one.before}>
                {sayNews(one, right)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

function Audience({ now, of }: { readonly now: PageAudience; readonly of: PageAudience }): JSX.Element {
  return (
    <span class="choice" role="radiogroup" aria-label="Whose knowledge to compare with">
      {PAGE_AUDIENCES.map((audience) => (
        <label key={audience}>
          <input
            type="radio"
            name="from-audience"
            checked={now === audience}
            onChange={() => adjust({ fromAudience: audience === of ? undefined : audience })}
          />
          <span>the {audience}</span>
        </label>
      ))}
    </span>
  );
}

function sayNews({ first }: News, { answer, told }: Side): string {
  const isDesk = answer.asked.audience === 'desk';
  const at = isDesk ? told.when.stamp(first.recordedAt) : told.published(first);
  const text = `${at}, ${first.source.name}: ${first.summary ?? first.reportId}`;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)} …`;
}
