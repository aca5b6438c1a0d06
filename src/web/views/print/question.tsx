import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AskedOfAnswer } from '../../../deal/knowledge.js';
import { When } from '../../../prose/when.js';
import { spoken } from '../../../prose/words.js';
import { changed, formatAddress, type Address } from '../../address.js';
import { askForText } from '../../api.js';

/** What was asked, by which record, and how anybody can ask the same again and compare. */
export function Question({
  subject,
  asked,
  address,
  data,
}: {
  readonly subject: string;
  readonly asked: AskedOfAnswer;
  readonly address: Address;
  /** Address of the answer as data, with its basis and instant. */
  readonly data: string;
}): JSX.Element {
  const when = new When(address.zone);
  const [printedAt] = useState(() => new Date().toISOString());
  const compares = address.from !== undefined || address.fromAudience !== undefined;
  const hash = useHash(data);
  const page =
    location.origin + formatAddress(changed(address, { view: compares ? 'differences' : undefined }));
  return (
    <section aria-labelledby="question-heading">
      <h2 id="question-heading">Question and basis</h2>
      <dl class="filed-facts">
        <Row name="About">{subject}</Row>
        <Row name="Whose knowledge">
          {asked.audience === 'public'
            ? 'the public: only what was published'
            : 'the desk: everything that was recorded'}
        </Row>
        <Row name="Known at">
          {when.instant(asked.knownAt)} <code>{asked.knownAt}</code>
        </Row>
        <Row name="About how things stood">
          {asked.effectiveAt === asked.knownAt ? (
            'at that same moment'
          ) : (
            <>
              {when.instant(asked.effectiveAt)} <code>{asked.effectiveAt}</code>
            </>
          )}
        </Row>
        <Row name="Counting">
          {asked.certainty === 'certain'
            ? 'what is certain: imprecise times from their last moment'
            : 'what is possible: imprecise times from their first moment'}
          {asked.sourceKind !== undefined && `; ${asked.sourceKind.map(spoken).join(', ')} sources only`}
        </Row>
        <Row name="Basis">
          the record up to position {asked.basis}, by version {asked.answerVersion} of the rule. The same
          question on this basis has this answer for ever.
        </Row>
        <Row name="Clocks">{when.clocks}; bare dates are the sources’ own, days of their zones</Row>
        <Row name="Ask again">
          <a href={page}>{page}</a>
        </Row>
        <Row name="Check">
          <code>{hash === null ? '…' : hash}</code> is the SHA-256 of the answer as data, at{' '}
          <a href={data}>{location.origin + data}</a>
        </Row>
        <Row name="Printed">{when.stamp(printedAt)}</Row>
      </dl>
    </section>
  );
}

function Row({
  name,
  children,
}: {
  readonly name: string;
  readonly children: JSX.Element['props']['children'];
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** SHA-256 of an answer as it came, in hexadecimal digits; null until it is known. */
function useHash(data: string): string | null {
  const [hash, setHash] = useState<string | null>(null);
  useEffect(() => {
    const giveUp = new AbortController();
    const take = async () => {
      try {
        setHash(await sha256(await askForText(data, giveUp.signal)));
      } catch {
        setHash(null); // the answer itself tells why it could not be had
      }
    };
    void take();
    return () => giveUp.abort();
  }, [data]);
  return hash;
}

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
