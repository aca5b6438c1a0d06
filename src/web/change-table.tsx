import type { JSX } from 'preact';
import type { Change } from '../deal/diff.js';
import { nameOf, tellChange } from '../prose/changes-told.js';
import type { When } from '../prose/when.js';
import './styles/change-table.css';

interface ChangeTableProps {
  readonly changed: readonly Change[];
  readonly when: When;
  /** What is told, for those who do not see where the table stands. */
  readonly caption: string;
}

/** What changed in an answer: each fact before and after, of lists what came and what went. */
export function ChangeTable({ changed, when, caption }: ChangeTableProps): JSX.Element {
  return (
    <table class="changes">
      <caption class="unseen">{caption}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">Fact</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {changed.map((change) => (
          <tr key={change.field}>
            <th scope="row">{nameOf(change)}</th>
            <td>
              <ChangeText change={change} when={when} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One change, marked by words and signs as well as by colour. */
function ChangeText({ change, when }: { change: Change; when: When }): JSX.Element {
  const told = tellChange(change, when);
  if (told.kind === 'value') {
    return told.was === told.is ? (
      <>
        {told.is}, <span class="faint">said again</span>
      </>
    ) : (
      <>
        <del>{told.was}</del> <span aria-hidden="true">→</span> <ins>{told.is}</ins>
      </>
    );
  }
  if (told.came.length + told.went.length === 0) {
    return <span class="faint">said again, by another source</span>;
  }
  return (
    <ul>
      {told.came.map((item) => (
        <li key={`came ${item}`}>
          <span aria-hidden="true">+ </span>
          <ins>{item}</ins>
        </li>
      ))}
      {told.went.map((item) => (
        <li key={`went ${item}`}>
          <span aria-hidden="true">− </span>
          <del>{item}</del>
        </li>
      ))}
    </ul>
  );
}
