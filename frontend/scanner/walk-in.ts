// Somebody who is not on the list: who on it may be meant, and what the device says while the service does not answer.

import type { Desk, RosterEntry, Session } from "../generated/api";
import { wordsOf } from "../shared/search";
import { closed, typedPerson, type Decision } from "./decide";
import type { WalkInTyped } from "./errands";
import { bareName } from "./search";

/** Whether one word of a name may be the other one, cut short. */
const cutShort = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one);

/** Each word of the shorter name stands in the longer one, in this order, maybe cut short. */
function spelledAlike(one: string[], other: string[]): boolean {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  return shorter.every((word) => {
    while (at < longer.length && !cutShort(word, longer[at]!)) at++;
    return at++ < longer.length;
  });
}

/** What people type where they have nothing, as the service reads it. */
const NOBODY = new Set(["-", "--", "–", "—", "n/a", "tidak ada", "nihil", "null", "(null)", "nan", "none"]);
const NAMES = new Set(["Null", "Nan", "None"]);

/** Whether somebody may be called so: the service takes no other name. */
export const isName = (text: string): boolean => /\p{L}/u.test(text) && (NAMES.has(text) || !NOBODY.has(text.toLowerCase()));

/** Whether the service may find a phone number in this, or nothing: it judges by more. */
export const mayBePhone = (text: string): boolean => NOBODY.has(text.toLowerCase()) || text === "" || text.replace(/\D/g, "").length >= 8;

/** The same of a mail address. */
export const mayBeEmail = (text: string): boolean => NOBODY.has(text.toLowerCase()) || text === "" || /\S@\S+\.\S/.test(text);

type Somebody = Pick<RosterEntry, "name" | "organisation">;

/** Whether somebody typed may be this one: the same name anywhere, a likely spelling of it at the same institution. The service judges by more. */
export function mayBe(typed: Somebody, other: Somebody): boolean {
  const [mine, theirs] = [bareName(typed.name), bareName(other.name)];
  if (!mine.length || !theirs.length) return false;
  if ([...mine].sort().join(" ") === [...theirs].sort().join(" ")) return true;
  const institution = wordsOf(typed.organisation).join(" ");
  return institution !== "" && institution === wordsOf(other.organisation).join(" ") && spelledAlike(mine, theirs);
}

export interface WalkInRequest {
  typed: WalkInTyped;
  /** What the roster says of the meeting's desk; null where it takes nobody who is not on the list. */
  desk: Desk | null;
  /** Who may be meant, without those of whom the clerk says that they are others. */
  similar: string[];
  session: Session;
  /** As in a scan. */
  now: number;
  hoursKnown: boolean;
  force: boolean;
}

/** Decides from the roster alone. */
export function decideWalkIn({ typed, desk, similar, session, now, hoursKnown, force }: WalkInRequest): Decision {
  const { name, position = "", organisation = "", category = null } = typed;
  const told = { name, position, organisation, category };
  const answer = (status: Decision["status"], reason: Decision["reason"]): Decision => {
    const refused = status === "refused" ? { typed: told } : {};
    return { status, reason, participant: typedPerson(told), first: null, forced: force, walkIn: true, ...refused };
  };
  if (!desk) return answer("refused", "no_walk_ins");
  if (similar.length) return { ...answer("refused", "similar"), similar };
  const shut = closed({ session, now });
  const full = desk.categories.some(({ id, left }) => id === category && left === 0);
  const refused = (hoursKnown ? shut : null) ?? (full ? "quota" : null);
  if (refused && !force) return answer("refused", refused);
  return answer("accepted", refused ?? shut);
}
