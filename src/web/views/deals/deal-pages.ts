import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { DealRow } from '../../../deal/deal-row.js';
import type { AskedOfAnswer } from '../../../deal/knowledge.js';
import { addressOf, ask, Unanswered, type Trouble } from '../../api.js';
import { useAnswer } from '../../asking.js';

interface DealsPage {
  readonly deals: readonly DealRow[];
  readonly total: number;
  readonly asked: AskedOfAnswer;
}

/** A long list that is fetched as far as somebody has looked. */
export interface DealList {
  readonly rows: readonly DealRow[];
  readonly total: number | undefined;
  readonly asked: AskedOfAnswer | undefined;
  readonly trouble: Trouble | undefined;
  readonly waiting: boolean;
  readonly again: () => void;
  /** Sees to it that the rows before this place are fetched. */
  readonly reach: (place: number) => void;
}

const FIRST_PAGE = 100;
const LATER_PAGES = 1_000;

/** All deals of a question, page by page; every page is of the same basis as the first. */
export function useDealList(
  parameters: Readonly<Record<string, string | undefined>>,
  beat: number,
): DealList {
  const address = addressOf('/deals', { ...parameters, limit: String(FIRST_PAGE) });
  const first = useAnswer<DealsPage>(address, 'deals', beat);
  const [later, setLater] = useState<Later>(NOTHING);
  const wanted = useRef(0);
  const [wish, setWish] = useState(0);

  const { value: page, next } = first;
  const own = later.of === page ? later : { ...NOTHING, next };
  const rows = page ? [...page.deals, ...own.rows] : [];
  const goesOn = own.rows.length === 0 ? next : own.next;

  useEffect(() => {
    if (!page || goesOn === null || wanted.current < rows.length) {
      return;
    }
    const giveUp = new AbortController();
    ask<DealsPage>(goesOn.replace(/limit=\d+/, `limit=${LATER_PAGES}`), giveUp.signal).then(
      (reply) =>
        setLater({
          of: page,
          rows: [...own.rows, ...reply.value.deals],
          next: reply.next,
          trouble: undefined,
        }),
      (error: unknown) => {
        if (error instanceof Unanswered) {
          setLater({ ...own, of: page, trouble: error.trouble });
        }
      },
    );
    return () => giveUp.abort();
  }, [page, goesOn, wish]);

  const reach = useCallback((place: number) => {
    if (place > wanted.current) {
      wanted.current = place;
      setWish(place);
    }
  }, []);

  return {
    rows,
    total: page?.total,
    asked: page?.asked,
    trouble: first.trouble ?? own.trouble,
    waiting: first.waiting,
    again: first.again,
    reach,
  };
}

/** The pages behind the first, and to which first page they belong. */
interface Later {
  readonly of: DealsPage | undefined;
  readonly rows: readonly DealRow[];
  readonly next: string | null;
  readonly trouble: Trouble | undefined;
}

const NOTHING: Later = { of: undefined, rows: [], next: null, trouble: undefined };
