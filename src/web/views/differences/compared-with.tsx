import type { JSX } from 'preact';
import type { Address, PageAudience } from '../../address.js';
import { PAGE_AUDIENCES } from '../../address.js';
import { Moment } from '../../instant-control.js';
import { adjust } from '../../navigation.js';
import { newsOf, type News, type Side } from './compare.js';

const LONGEST = 60;

/** With what the answer is compared: another audience, another instant, or what was known before some news. */
export function ComparedWith({
  address,
  leftAddress,
  right,
}: {
  readonly address: Address;
  readonly leftAddress: Address;
  readonly right: Side;
}): JSX.Element {
  const news = newsOf(right);
  const { zone } = address;
  const set = (from: string | undefined) => adjust({ from }, { replace: address.from !== undefined });
  return (
    <div class="compared-with" role="group" aria-label="Compared with">
      <span class="said">Compared with what</span>
      <Audience now={leftAddress.audience} of={address.audience} />
      <span class="said">knew on</span>
      <Moment
        key={`${leftAddress.knownAt} ${zone}`}
        name="from"
        value={leftAddress.knownAt}
        zone={zone}
        onSet={set}
      />
      {news.length > 0 && (
        <label>
          <span class="said">or just before</span>{' '}
          <select
            value={news.some(({ before }) => before === leftAddress.knownAt) ? leftAddress.knownAt : ''}
            onChange={(event) => set(event.currentTarget.value)}
          >
            <option value="" disabled>
              some news …
            </option>
            {news.map((one) => (
              <option key={one.first.reportId} value={one.before}>
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
