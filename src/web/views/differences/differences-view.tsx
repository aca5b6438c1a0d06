import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { counted } from '../../../prose/listed.js';
import { questionOf, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { DealHeader } from '../../deal-header.js';
import { sayMoment } from '../../moment.js';
import type { ViewProps } from '../../routes.js';
import { useShown } from '../../shown.js';
import { TroubleNote } from '../../trouble-note.js';
import { ClaimsBetween } from './claims-between.js';
import { compareAnswers, compareClaims, type ClaimsCompared } from './compare.js';
import { ComparedWith } from './compared-with.js';
import { FactTable } from './fact-table.js';
import { useSides } from './sides.js';
import '../../styles/differences.css';

/** What is known on two sides, two instants or two audiences, and what lies between them. */
export function DifferencesView({ address, beat }: ViewProps): JSX.Element {
  const { left, right, trouble, again } = useSides(address, beat);
  const [all, setAll] = useState(false);
  const path = `/deals/${encodeURIComponent(address.deal!)}`;
  useShown(
    right && left
      ? {
          asked: right.answer.asked,
          data: {
            before: addressOf(path, questionOf(left.address)),
            after: addressOf(path, questionOf(right.address)),
            'claims before': addressOf(`${path}/timeline`, questionOf(left.address)),
            'claims after': addressOf(`${path}/timeline`, questionOf(right.address)),
          },
        }
      : null,
  );
  if (!right || !left) {
    return (
      <article>
        <DealHeader address={address} beat={beat} />
        {trouble && <TroubleNote trouble={trouble} again={again} />}
        {trouble && right && <ComparedWith address={address} right={right} />}
      </article>
    );
  }
  const rows = compareAnswers(left, right);
  const differing = rows.filter(({ differs }) => differs);
  const claims = compareClaims(left, right);
  return (
    <article>
      <DealHeader address={address} beat={beat} />
      {trouble && <TroubleNote trouble={trouble} again={again} />}
      <div class="differences">
        <ComparedWith address={address} left={left} right={right} />
        <p class="summary" role="status">
          {sayDifference(left.address, right.address, claims)}
        </p>
        {differing.length === 0 && <p class="nothing">Nothing differs.</p>}
        <label class="all">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          Show what is the same, too ({rows.length - differing.length})
        </label>
        {(all || differing.length > 0) && (
          <FactTable
            rows={all ? rows : differing}
            left={{ title: titleOf(left.address), side: left }}
            right={{ title: titleOf(right.address), side: right }}
          />
        )}
        <ClaimsBetween title={sayOnly(right.address, left.address)} claims={claims.onlyRight} side={right} />
        <ClaimsBetween title="Taken back" claims={claims.takenBack} side={right} />
        <ClaimsBetween title={sayOnly(left.address, right.address)} claims={claims.onlyLeft} side={left} />
      </div>
    </article>
  );
}

/** `The public, the end of 3 Apr 2022`. */
function titleOf({ audience, knownAt, zone }: Address): string {
  return `The ${audience}, ${knownAt === undefined ? 'now' : sayMoment(knownAt, zone)}`;
}

function sayOnly(side: Address, other: Address): string {
  return side.audience === other.audience ? 'Learned in between' : `Only the ${side.audience} knew`;
}

function sayDifference(left: Address, right: Address, claims: ClaimsCompared): string {
  const { onlyLeft, onlyRight, takenBack } = claims;
  const count = (of: readonly unknown[]) => counted(of.length, 'claim');
  if (left.audience === right.audience) {
    const back = takenBack.length === 0 ? '' : `, and ${count(takenBack)} no longer counted by then`;
    return onlyRight.length === 0 && onlyLeft.length > 0
      ? `The ${right.audience} knew ${count(onlyLeft)} less at the second moment, which is the earlier one.`
      : `In between, the ${right.audience} learned ${onlyRight.length === 0 ? 'nothing' : count(onlyRight)}${back}.`;
  }
  const parts = [
    ...(onlyRight.length === 0
      ? []
      : [`the ${right.audience} knew ${count(onlyRight)} that the ${left.audience} did not`]),
    ...(onlyLeft.length === 0
      ? []
      : [`the ${left.audience} knew ${count(onlyLeft)} that the ${right.audience} did not`]),
  ];
  const said = parts.length === 0 ? 'both knew the same claims' : parts.join('; ');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}
